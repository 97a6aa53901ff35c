import Document
import Files
import Foundation
import TestSupport
import TestThreads
import Testing

@testable import Commands

/// `ballast support`: its files, and no secret in them.
@Suite("The archive for support", .timeLimit(.minutes(20)), .ownThreads)
struct SupportTests {
    /// Each secret has this word, in a place of its own.
    private static let word = "hunter2"

    /// A document with secrets of every kind.
    private static let document = """
        version: 1
        cluster:
          name: shop
          nodes: [{name: lb1, priority: 150}, {name: lb2}]
          failover:
            authentication: {keys: [{id: 1, key: "hunter2-election-hunter2-election-1"}]}
        virtualAddresses: [{address: 10.0.0.100/24, interface: eth0}]
        services:
          - name: web
            listen: 10.0.0.100:80
            check: {type: negotiate, service: mysql, login: probe, database: shop,
              password: "hunter2, \\"quoted\\""}
            servers: [{name: web1, address: 10.0.0.11:80}]
          - name: radius
            listen: 10.0.0.100:1812
            protocol: udp
            check: {type: negotiate, service: radius, login: probe, password: 'hunter2 it''s',
              secret: &shared hunter2-radius}
            servers: [{name: r1, address: 10.0.0.12:1812}]
          - name: files
            listen: 10.0.0.100:21
            check:
              type: negotiate
              service: ftp
              login: probe
              passwordFile: secret
            servers: [{name: f1, address: 10.0.0.13:21}]
        proxies:
          - name: site
            listen: 10.0.0.100:8080
            check:
              type: negotiate
              service: http
              headers: {Authorization: "Bearer hunter2-header"}
            raw: ["http-request set-header Authorization hunter2-raw"]
            servers: [{name: a, address: "10.0.0.14:80"}]
        notifications:
          mail: {to: [ops@shop.example], from: lb@shop.example, relay: "mail.shop.example:587",
            login: lb, password: hunter2-mail}
        # password: hunter2-comment

        """

    private static func unpacked(_ file: String) throws -> [TarArchive.Member] {
        let tar = try shell("gzip -t \(file) && gzip -dc \(file) >\(file).tar && echo \(file).tar")
        let bytes = try Data(contentsOf: URL(filePath: tar.trimmingCharacters(in: .newlines)))
        return try TarArchive.members(of: Array(bytes))
    }

    @Test("no secret of a document, its files or its mistakes is in it, without a controller too")
    func secrets() throws {
        let site = try Scratch(Self.document)
        let folder = site.folder
        try Data("hunter2-in-a-file\n".utf8).write(to: URL(filePath: "\(folder)/secret"))
        let state = "\(folder)/state"
        let token = try Program("user", "token", "tool", "--group", "conf", "--state", state)
        let run = "\(folder)/run"
        try FileManager.default.createDirectory(
            atPath: "\(run)/haproxy", withIntermediateDirectories: true)
        let configuration = """
            global
                # hunter2-in-a-file hunter2-radius
            userlist x
                user admin insecure-password hunter2-plain
            frontend f
                stats auth admin:hunter2-stats
                http-request set-header X https://user:hunter2-url@host/

            """
        try Data(configuration.utf8).write(to: URL(filePath: "\(run)/haproxy/haproxy.cfg"))
        let options = ["-f", site.path, "--state", state, "--runtime", run]
        for (name, text) in [("good", Self.document), ("bad", Self.document + "oops: [\n")] {
            try site.write(text)
            let file = "\(folder)/\(name).tar.gz"
            let made = try Program(["support", file] + options)
            #expect(made.status == 0, "\(made.error)")
            #expect(try shell("stat -c %a \(file)") == "600\n")
            let members = try Self.unpacked(file)
            let names = Set(members.map { $0.name.split(separator: "/").dropFirst().joined() })
            #expect(
                names.isSuperset(of: ["README", "document.yaml", "haproxy.cfg", "version.txt"]))
            for member in members {
                let content = String(decoding: member.bytes, as: UTF8.self)
                for line in content.split(separator: "\n") where line.contains(Self.word) {
                    Issue.record("\(name) \(member.name): \(line)")
                }
                #expect(!content.contains("$argon2"))
                #expect(!content.contains(token.output.prefix(40)))
            }
            let list = try #require(members.first { $0.name.hasSuffix("/README") })
            let text = String(decoding: list.bytes, as: UTF8.self)
            #expect(text.contains("status.json: missing: the controller's /status"), "\(text)")
            let document = try #require(members.first { $0.name.hasSuffix("/document.yaml") })
            let kept = String(decoding: document.bytes, as: UTF8.self)
            #expect(kept.contains("login: probe") && kept.contains("passwordFile: secret"))
            // An existing file stays.
            let again = try Program(["support", file] + options)
            #expect(again.status == 1 && again.error.contains("it exists"))
        }
    }

    @Test("with a controller, its answers are in it")
    func answers() throws {
        let site = try LiveSite { _ in "version: 1\n" }
        try site.start()
        let file = "\(site.folder)/a.tar.gz"
        let made = try Program(
            "support", file, "-f", site.file, "--state", "\(site.folder)/state", "--runtime",
            site.run)
        #expect(made.status == 0, "\(made.error)")
        let members = try Self.unpacked(file)
        for name in ["status.json", "events.json"] {
            let member = try #require(members.first { $0.name.hasSuffix("/" + name) })
            _ = try JSONSerialization.jsonObject(with: Data(member.bytes))
        }
        let listed = try shell("tar tzf \(file)")
        #expect(listed.contains("/kernel/addresses\n"), "\(listed)")
    }

    @Test("keys, hashes, tokens and URLs lose their secrets in any text")
    func patterns() {
        let redaction = Redaction(["s3cret value", "abc"])
        let text = """
            a s3cret value b abc
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQ
            -----END EC PRIVATE KEY-----
            "$argon2id$v=19$m=65536$x" ballast_01234567890123456789012345678901234567890 ballast_up
            http://u:p@host/ and http://host/
            Authorization: Basic eA==
            """
        let result = redaction.redacted(text, cutsLines: true)
        #expect(
            result == """
                a *** b abc
                *** private key ***
                *** private key ***
                "***" *** ballast_up
                http://***@host/ and http://host/
                Authorization: ***
                """)
    }

    @Test("gzip and its checksum are read by gzip", arguments: [0, 1, 2, 3, 300, 70_000, 400_000])
    func gzip(count: Int) throws {
        var text: [UInt8] = []
        var state: UInt32 = 7
        while text.count < count {
            state = state &* 1_664_525 &+ 1_013_904_223
            let run = [UInt8](
                repeating: UInt8(truncatingIfNeeded: state >> 24),
                count: state >> 28 == 0 ? 600 : Int(state >> 30))
            text += run + Array("line \(state >> 20) of the log\n".utf8)
        }
        text = Array(text.prefix(count))
        let file = try Scratch(name: "a.gz")
        let bytes = Gzip.compressed(text, time: 1_790_000_000)
        try Data(bytes).write(to: URL(filePath: file.path))
        let plain = file.folder + "/plain"
        _ = try shell("gzip -t \(file.path) && gzip -dc \(file.path) >\(plain)")
        #expect(try Data(contentsOf: URL(filePath: plain)) == Data(text))
        #expect(count < 70_000 || bytes.count < count * 2 / 3)
    }
}
