import Foundation
import Glibc
import TestSupport
import TestThreads
import Testing

@testable import Commands

@Suite("ballast certificate", .ownThreads)
struct CertificateCommandTests {
    @Test("from nothing to a certificate that an independent client verifies")
    func whole() throws {
        let bench = try CertificateBench()
        try bench.makeAuthority()
        let file = bench.place + "/shop.pem"
        let made = try bench.ballast("create shop --name shop.example --name 127.0.0.1")
        #expect(made.status == 0, "\(made.text)")
        #expect(try bench.mode(file) == 0o600 && bench.mode(bench.place) == 0o700)
        #expect(try bench.ballast("show shop --exit-code").status == 3)
        let key = try Self.keyLines(bench.text(file))
        try bench.sign("certificates/shop.csr", into: "answer.pem")
        let imported = try bench.ballast("import shop lower.pem root.pem answer.pem")
        #expect(imported.status == 0, "\(imported.text)")
        #expect(imported.text.contains("CN=root: a root, which clients have"))
        #expect(try Self.keyLines(bench.text(file)) == key)
        #expect(try bench.mode(file) == 0o600)
        #expect(try bench.ballast("import shop lower.pem answer.pem").text.contains("unchanged"))
        let shown = try bench.ballast("show --json --for shop.example --ca root.pem")
        #expect(shown.status == 0, "\(shown.text)")
        #expect(shown.text.contains("\"keyMatches\" : true"))
        try AnswerForm.certificates.verify(shown.text)
        #expect(try bench.ballast("show shop --for b.example").text.contains("BAL509"))
        // The next request is for the same key, subject and names.
        let request = try bench.ballast("export-csr shop")
        try request.text.write(
            toFile: bench.folder + "/next.csr", atomically: true, encoding: .utf8)
        let asked = try bench.openssl("req -in next.csr -verify -noout -text")
        #expect(asked.contains("DNS:shop.example, IP Address:127.0.0.1"))
        for run in [made, imported, shown, request] {
            for line in key { #expect(!run.text.contains(line)) }
        }
        #expect(try bench.ballast("renew-self-signed shop").text.contains("signed by CN=lower"))
        try serve(bench, file)
    }

    @Test("what is there stays without --force, and after every bad import")
    func kept() throws {
        let bench = try CertificateBench()
        try bench.makeAuthority()
        let file = bench.place + "/shop.pem"
        #expect(try bench.ballast("create shop --name shop.example --key rsa2048").status == 0)
        #expect(try bench.ballast("create other --name other.example").status == 0)
        let former = try bench.text(file)
        func expectKept(_ run: CertificateBench.Run, _ reason: String) throws {
            #expect(run.status == 1 && run.text.contains(reason), "\(run.text)")
            #expect(try bench.text(file) == former)
            let names = try FileManager.default.contentsOfDirectory(atPath: bench.place)
            #expect(names.sorted() == ["other.csr", "other.pem", "shop.csr", "shop.pem"])
        }
        try expectKept(bench.ballast("create shop --name shop.example"), "--force replaces it")
        try expectKept(bench.ballast("import shop certificates/other.pem"), "--force replaces it")
        try expectKept(bench.ballast("import shop nothing.pem"), "No such file")
        try expectKept(bench.ballast("import shop ca.ext"), "neither PEM nor PKCS#12")
        try expectKept(bench.ballast("import shop lower.pem"), "belongs to none of: CN=lower")
        try String(former.dropLast(40)).write(
            toFile: bench.folder + "/cut.pem", atomically: true, encoding: .utf8)
        try expectKept(bench.ballast("import shop cut.pem"), "does not end")
        try bench.sign("certificates/shop.csr", into: "over.pem", days: -1)
        try expectKept(bench.ballast("import shop over.pem lower.pem"), "BAL504")
        try expectKept(bench.ballast("import shop over.pem lower.pem --force"), "--allow-expired")
        let renewed = try bench.ballast("renew-self-signed shop --days 20")
        #expect(renewed.status == 0)
        #expect(try bench.text(file) != former)
        #expect(try Self.keyLines(bench.text(file)) == Self.keyLines(former))
        #expect(try bench.ballast("show shop").text.contains(/days left: (19|20)\n/))
        #expect(try bench.ballast("import shop certificates/other.pem --force").status == 0)
        #expect(try bench.text(file) == bench.text(bench.place + "/other.pem"))
        chmod(file, 0o644)
        #expect(try bench.ballast("show shop").text.contains("BAL514"))
        chmod(bench.place, 0o777)
        #expect(try bench.ballast("renew-self-signed shop").text.contains("another user may write"))
    }

    @Test("a renewal for the same key needs no --force, and an earlier certificate does")
    func renewal() throws {
        let bench = try CertificateBench()
        try bench.makeAuthority()
        let file = bench.place + "/shop.pem"
        #expect(
            try bench.ballast("create shop --name shop.example --name www.shop.example").status == 0
        )
        for (name, days) in [("first", 30), ("second", 60)] {
            try bench.sign("certificates/shop.csr", into: "\(name).pem", days: days)
            let run = try bench.ballast("import shop \(name).pem lower.pem --ca root.pem")
            #expect(run.status == 0, "\(run.text)")
            #expect(!run.text.contains("BAL507"), "\(run.text)")
        }
        let second = try bench.text(file)
        let back = try bench.ballast("import shop first.pem lower.pem")
        #expect(back.status == 1 && back.text.contains("--force replaces it; it is"))
        #expect(try bench.text(file) == second)
        let same = try bench.ballast("import shop second.pem lower.pem")
        #expect(same.status == 0 && same.text.contains("unchanged"), "\(same.text)")
        // A name that is lost is no reason to refuse, and is said.
        let request = try bench.ballast("export-csr shop --name shop.example")
        try request.text.write(
            toFile: bench.folder + "/third.csr", atomically: true, encoding: .utf8)
        try bench.sign("third.csr", into: "third.pem", days: 90)
        let third = try bench.ballast("import shop third.pem lower.pem")
        #expect(third.status == 0 && third.text.contains("also for www.shop.example"))
    }

    @Test("a password comes from a file; what is missing is said")
    func passwords() throws {
        let bench = try CertificateBench()
        try bench.makeAuthority()
        try bench.scratch.write("Geheimnis\n")
        try bench.openssl(
            "pkcs12 -export -legacy -inkey lower.key -in lower.pem -passout pass:Geheimnis "
                + "-keypbe PBE-SHA1-RC2-40 -certpbe PBE-SHA1-RC2-40 -out old.pfx")
        let locked = try bench.ballast("import old old.pfx")
        #expect(locked.status == 1 && locked.text.contains("give it with --password-file"))
        let bare = try bench.ballast(
            "import old old.pfx --password-file password",
            environment: ["OPENSSL_MODULES": "/nowhere"])
        #expect(
            bare.status == 1 && bare.text.contains("legacy provider is missing"), "\(bare.text)")
        let good = try bench.ballast("import old old.pfx --password-file password")
        #expect(good.status == 0, "\(good.text)")
        #expect(good.text.contains("BAL513"))
        try bench.scratch.write("Essig\n")
        let wrong = try bench.ballast("import new old.pfx --password-file password")
        #expect(wrong.status == 1 && wrong.text.contains("password is wrong"))
        #expect(!(wrong.text + bare.text + good.text).contains("Geheimnis"))
    }

    @Test("one bad file does not hide the others")
    func several() throws {
        let bench = try CertificateBench()
        #expect(try bench.ballast("create b --name b.example").status == 0)
        try "garbage".write(
            toFile: bench.place + "/a.pem", atomically: true, encoding: .utf8)
        let shown = try bench.ballast("show")
        #expect(shown.status == 1)
        #expect(shown.text.contains("BAL501") && shown.text.contains("b.example"))
        #expect(try bench.ballast("show nothing").status == 1)
        #expect(try bench.ballast("create ../a --name a.example").status == 64)
    }

    @Test("show says which SSL services show a certificate")
    func uses() throws {
        let bench = try CertificateBench()
        #expect(try bench.ballast("create shop --name shop.example").status == 0)
        #expect(try bench.ballast("create spare --name spare.example").status == 0)
        try bench.openssl(
            "req -x509 -newkey rsa:2048 -nodes -subj /CN=mail.example -days 9 -out mail.pem "
                + "-keyout mail.key -addext subjectAltName=DNS:mail.example")
        try (bench.text("mail.pem") + bench.text("mail.key")).write(
            toFile: bench.folder + "/mail.pem", atomically: true, encoding: .utf8)
        try """
        version: 1
        proxies: [{name: p, servers: [{name: a, address: 192.168.7.1:80}]}]
        sslServices:
          - {name: s1, listen: 10.0.0.1:443, certificates: [shop, mail], backend: p}
          - {name: s2, listen: 10.0.0.1:444, certificate: shop, backend: p}
        certificates: [{name: shop}, {name: mail, file: mail.pem}]

        """.write(toFile: bench.folder + "/d.yaml", atomically: true, encoding: .utf8)
        let all = try bench.ballast("show -f d.yaml")
        #expect(all.text.contains(/names +shop.example[^:]*?(.|\n)*?shown by +s1, s2\n/))
        #expect(all.text.contains(/names +spare.example(.|\n)*?shown by +-\n/))
        #expect(all.text.contains(/names +mail.example(.|\n)*?shown by +s1\n/), "\(all.text)")
        let one = try bench.ballast("show mail.pem -f d.yaml --json")
        #expect(one.text.contains(/"services" : \[\n +"s1"\n/), "\(one.text)")
        try AnswerForm.certificates.verify(one.text)
        let none = try bench.ballast("show shop -f nothing.yaml")
        #expect(!none.text.contains("shown by"))
    }

    @Test("commands at the same time leave one whole file")
    func together() throws {
        let bench = try CertificateBench()
        #expect(try bench.ballast("create shop --name shop.example").status == 0)
        let log = try Scratch()
        let running = try (0..<8).map { _ in
            try bench.started(
                bench.program, "certificate renew-self-signed shop --directory \(bench.place)",
                log: log)
        }
        for process in running {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        #expect(
            try bench.openssl("verify -CAfile certificates/shop.pem certificates/shop.pem")
                .contains("OK"))
    }

    /// Serves the file with `openssl s_server`, and looks at it with `openssl s_client`.
    private func serve(_ bench: CertificateBench, _ file: String) throws {
        let server = Process()
        server.executableURL = URL(filePath: "/usr/bin/openssl")
        server.arguments =
            "s_server -accept 127.0.0.1:0 -cert \(file) -key \(file) -cert_chain \(file) -www"
            .split(separator: " ").map(String.init)
        let output = Pipe()
        server.standardOutput = output
        server.standardError = FileHandle.nullDevice
        try server.run()
        defer {
            // It inherits the blocked signals of the thread that started it.
            kill(server.processIdentifier, SIGKILL)
            server.waitUntilExit()
        }
        var said = ""
        while !said.contains(/ACCEPT .*:\d+\n/) {
            let part = output.fileHandleForReading.availableData
            try #require(!part.isEmpty, "s_server ended: \(said)")
            said += String(decoding: part, as: UTF8.self)
        }
        let port = try #require(said.firstMatch(of: /ACCEPT .*:(\d+)\n/)).1
        let seen = try bench.openssl(
            "s_client -connect 127.0.0.1:\(port) -verify_return_error "
                + "-verify_hostname shop.example -CAfile root.pem -no-CApath")
        #expect(seen.contains("Verify return code: 0 (ok)"), "\(seen)")
    }

    private static func keyLines(_ text: String) throws -> [Substring] {
        let lines = try #require(text.components(separatedBy: "PRIVATE KEY-----").dropFirst().first)
            .split(separator: "\n").dropLast()
        try #require(!lines.isEmpty)
        return lines.map { Substring(String($0)) }
    }
}
