import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// What a proxy keeps from servers and clients, and what it may not break on the way.
@Suite(
    "proxies that agents, headers and the PROXY protocol leave whole", .timeLimit(.minutes(20)),
    .ownThreads)
struct ProxySafetyTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    @Test("a busy server keeps a share, in the measure of its document; weight 0 for all is told")
    func agents() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let agent = try LiveAgent("1% ready")
        let line = "feedback: {method: agent, port: \(agent.port), interval: 100ms}"
        let servers = [a.line("weight: 1"), b.line("weight: 1")]
        let site = try LiveSite.started { shop($0, servers, lines: [line]) }
        func weights() throws -> [String] {
            var weights: [String] = []
            for line in try site.ask("show servers state shop").split(separator: "\n") {
                let words: [Substring] = line.split(separator: " ")
                if words.count > 8, words[1] == "shop" { weights.append(String(words[7])) }
            }
            return weights
        }
        site.eventually("the agent's share") { try weights() == ["2", "2"] }
        let names: [String?] = try (0..<8).map { _ in try site.server() }
        #expect(Set(names) == ["a", "b"])
        let found = try site.status().proxies.first?.servers ?? []
        #expect(found.allSatisfy { $0.got?.weight == 1 && $0.want.weight == 1 }, "\(found)")
        #expect(found.allSatisfy { $0.agentShare == 1 && $0.isAsWanted })
        #expect(try site.isHealthy())
        let next = shop(site.port, [a.line("weight: 2"), servers[1]], lines: [line])
        let parts: [ProxyPart] = try site.steps(of: next).flatMap { $0.parts ?? [] }
        let changes: [String] = parts.flatMap(\.changes)
        #expect(changes == ["~ server a: weight 1 -> 2"], "\(changes)")
        agent.say("0% ready")
        site.eventually("a reason") {
            try site.status().health.reasons.contains {
                $0.hasPrefix("no server of shop gets new clients")
            }
        }
    }

    @Test("long headers of the document fit beside large answers, uploads and requests")
    func headers() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let value = String(repeating: "v", count: 1_500)
        let site = try LiveSite.started {
            shop(
                $0, [a.line()],
                lines: [
                    "headers: {request: {set: {X-Token: \(value)}}, "
                        + "response: {set: {Content-Security-Policy: \(value)}}}"
                ])
        }
        #expect(try (0..<4).map { _ in try site.fetch("/big").status } == [200, 200, 200, 200])
        let upload = "\(site.folder)/upload"
        try (String(repeating: "u", count: 60_000) + "\r\n\r\n").write(
            toFile: upload, atomically: true, encoding: .utf8)
        let sent = try (0..<4).map { _ in
            try site.fetch("/", ["-H", "Expect:", "--data-binary", "@\(upload)"]).status
        }
        #expect(sent == [200, 200, 200, 200])
        let long = "X-Long: " + String(repeating: "l", count: 14_500)
        #expect(try site.fetch("/", ["-H", long]).status == 200)
    }

    @Test("a client's certificate fits beside a long request")
    func certificates() throws {
        guard TLSSite.isPossible() else { return }
        let site = try TLSSite()
        try site.issue("c", for: ["shop.example"])
        try site.bench.openssl(
            "req -x509 -newkey rsa:3072 -nodes -days 9 -subj /CN=client -keyout client.key "
                + "-out client.crt")
        try site.serve(at: site.ports[1], log: "requests")
        try site.start(
            """
            version: 1
            proxies:
              - {name: shop, servers: [{name: a, address: 127.0.0.1:\(site.ports[1])}]}
            sslServices:
              - name: s
                listen: 127.0.0.1:\(site.ports[0])
                certificate: c
                backend: shop
                clientCertificates: {ca: client.crt, forward: true}
            certificates: [{name: c, file: c.pem}]
            """)
        let answer = try site.fetch(
            "https://shop.example:\(site.ports[0])/", "--http1.1", "-H",
            "X-Long: " + String(repeating: "l", count: 14_500), "--cert", "client.crt", "--key",
            "client.key")
        #expect(answer.text.hasPrefix("HTTP/1.1 200"), "\(answer.text.prefix(200))")
        #expect(answer.text.lowercased().contains("x-ssl-client-cert: mii"))
    }

    @Test("no other spelling of a header that servers trust gets through")
    func spellings() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite.started {
            shop(
                $0, [a.line()],
                lines: [
                    "trustedProxies: [127.0.0.9]",
                    "headers: {request: {set: {X-Tenant-Id: mine}, remove: [X-Secret-Key]}}",
                ])
        }
        let spellings: [String] = [
            "X_Forwarded_For", "X-Forwarded_For", "X_Forwarded-For", "x.forwarded.for",
            "X_Forwarded_Proto", "X-Forwarded_Proto", "X_Tenant_Id", "X-Tenant_Id",
            "X-Secret-Key", "X_Secret_Key", "x_secret-key",
        ]
        let forged: [String] = spellings.flatMap { ["-H", "\($0): forged"] }
        for source in ["127.0.0.2", "127.0.0.9"] {
            let body = try site.fetch("/", ["--interface", source] + forged).body
            #expect(body.contains("x-tenant-id: mine\n"), "\(body)")
            #expect(!body.contains("forged"), "from \(source): \(body)")
        }
        let kept = try site.fetch(
            "/",
            [
                "--interface", "127.0.0.9", "-H", "X-Forwarded-For: 192.0.2.1", "-H",
                "X-Forwarded-Proto: https", "-H", "X_Other: kept",
            ]
        ).body
        for line in ["x-forwarded-for: 192.0.2.1", "x-forwarded-proto: https", "x_other: kept"] {
            #expect(kept.contains(line + "\n"), "\(kept)")
        }
    }

    @Test("the PROXY protocol is read from the networks that the document names, and no others")
    func senders() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite.started {
            shop(
                $0, [a.line()],
                lines: [
                    "proxyProtocol: {from: [127.0.0.8/31]}",
                    "rateLimit: {requests: 100, period: 1m}",
                ])
        }
        let claim = "PROXY TCP4 192.0.2.7 127.0.0.1 1000 80\r\n"
        let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let believed = try Self.say(claim + request, from: "127.0.0.9", to: site.port)
        #expect(believed.contains("x-forwarded-for: 192.0.2.7\n"), "\(believed)")
        let direct = try Self.say(request, from: "127.0.0.2", to: site.port)
        #expect(direct.contains("x-forwarded-for: 127.0.0.2\n"), "\(direct)")
        let forged = try Self.say(claim + request, from: "127.0.0.2", to: site.port)
        #expect(!forged.contains("192.0.2.7"), "\(forged)")
    }

    /// The answer to a text that is sent from an address of loopback.
    private static func say(_ text: String, from source: String, to port: Int) throws -> String {
        let script = """
            import socket, sys
            peer = socket.create_connection(
                ("127.0.0.1", int(sys.argv[1])), 20, (sys.argv[2], 0))
            peer.sendall(sys.argv[3].encode())
            answer = b""
            while True:
                part = peer.recv(65536)
                if not part: break
                answer += part
            print(answer.decode())
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", script, "\(port)", source, text]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
