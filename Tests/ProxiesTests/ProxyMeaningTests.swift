import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// That proxies do what the document says, as clients and servers see it.
@Suite("what documents of proxies mean", .timeLimit(.minutes(20)), .ownThreads)
struct ProxyMeaningTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    @Test("only a trusted proxy may say who the client is")
    func forwarding() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite.started {
            shop($0, [a.line()], lines: ["trustedProxies: [127.0.0.8/31]"])
        }
        let claims = [
            "-H", "X-Forwarded-For: 192.0.2.1", "-H", "X-Forwarded-Proto: https", "-H",
            "Forwarded: for=192.0.2.1",
        ]
        let stranger = try site.fetch("/", ["--interface", "127.0.0.2"] + claims).body
        #expect(stranger.contains("x-forwarded-for: 127.0.0.2\n"), "\(stranger)")
        #expect(stranger.contains("x-forwarded-proto: http\n"))
        #expect(!stranger.contains("192.0.2.1"))
        let proxy = try site.fetch("/", ["--interface", "127.0.0.9"] + claims).body
        #expect(proxy.contains("x-forwarded-for: 192.0.2.1\n"), "\(proxy)")
        #expect(proxy.contains("x-forwarded-for: 127.0.0.9\n"))
        #expect(proxy.contains("x-forwarded-proto: https\n"))
        #expect(
            try site.fetch("/", ["--interface", "127.0.0.9"]).body
                .contains("x-forwarded-proto: http\n"))
    }

    @Test("routes take names below a domain, and headers with commas")
    func routes() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite.started {
            shop(
                $0, [a.line()],
                further: """
                        routes:
                          - match: {host: ["*.shop.example", other.example]}
                            answer: {body: host}
                          - match: {header: {Accept: "text/html,text/xml"}}
                            answer: {body: accept}
                          - match: {query: {q: "a b%2Fc"}}
                            answer: {body: query}

                    """)
        }
        for host in ["a.shop.example", "A.B.SHOP.EXAMPLE:8080", "other.example"] {
            #expect(try site.fetch("/", ["-H", "Host: \(host)"]).body == "host")
        }
        for host in ["shop.example", "ashop.example", "a.shop.example.net"] {
            #expect(try site.server("/", ["-H", "Host: \(host)"]) == "a")
        }
        #expect(try site.fetch("/", ["-H", "Accept: text/html,text/xml"]).body == "accept")
        #expect(try site.server("/", ["-H", "Accept: text/xml"]) == "a")
        for value in ["a+b/c", "a%20b%2fc", "a%20b/c"] {
            #expect(try site.fetch("/?x=1&q=\(value)").body == "query", "\(value)")
        }
        #expect(try site.server("/?q=a%2Bb/c") == "a")
    }

    @Test("a redirect to TLS leaves challenges and plain routes in the clear")
    func redirect() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let port = ExampleSite.freePort()
        let site = try LiveSite.started {
            shop(
                $0, [a.line()],
                further: """
                        routes:
                          - {match: {prefix: /.well-known/acme-challenge/}, answer: {body: token}}
                          - {match: {prefix: /ping}, plain: true, answer: {body: pong}}
                          - {match: {prefix: /api}, answer: {body: api}}
                    sslServices:
                      - {name: tls, listen: "127.0.0.1:\(port)", certificate: c, backend: shop,
                         redirect: true}
                    certificates: [{name: c}]

                    """)
        }
        #expect(try site.fetch("/.well-known/acme-challenge/x").body == "token")
        #expect(try site.fetch("/ping").body == "pong")
        for path in ["/", "/api", "/.well-known/other"] {
            let answer = try site.fetch(path)
            #expect(answer.status == 301, "\(path)")
            #expect(answer.headers.contains("location: https://127.0.0.1:\(port)\(path)"))
        }
    }

    @Test("a client of RDP keeps its server by the name in its first packet")
    func remoteDesktop() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let site = try LiveSite.started {
            shop($0, [a.line(), b.line()], lines: ["mode: tcp", "persistence: rdpCookie"])
        }
        func server(_ user: String) throws -> String { try Self.desktop(user, site.port) }
        let users = (0..<8).map { "user\($0)" }
        let first = try users.map(server)
        #expect(Set(first) == ["server a", "server b"])
        #expect(try users.reversed().map(server) == first.reversed())
        #expect(try users.map(server) == first)
        let table = try site.ask("show table shop")
        #expect(table.contains("key=user0 "), "\(table)")
    }

    /// The server's name in the answer to a client that begins as Microsoft's does.
    ///
    /// Source: [MS-RDPBCGR] section 2.2.1.1, an X.224 Connection Request in a TPKT header. The
    /// server answers to an empty line, which no RDP server needs.
    private static func desktop(_ user: String, _ port: Int) throws -> String {
        let script = """
            import socket, sys
            cookie = b"Cookie: mstshash=" + sys.argv[2].encode() + b"\\r\\n"
            request = b"\\x01\\x00\\x08\\x00\\x0b\\x00\\x00\\x00"
            x224 = b"\\xe0\\x00\\x00\\x00\\x00\\x00" + cookie + request
            packet = bytes([len(x224)]) + x224
            packet = b"\\x03\\x00" + (len(packet) + 4).to_bytes(2, "big") + packet
            with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as peer:
                peer.sendall(packet)
                peer.sendall(b"\\r\\n\\r\\n")
                answer = peer.recv(65536)
            print(answer.split(b"\\r\\n\\r\\n", 1)[1].split(b"\\n")[0].decode())
            """
        return try python(script, "\(port)", user)
    }

    /// The output of a script in Python.
    private static func python(_ script: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", script] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    @Test("in mode tcp a client that is idle for its timeout is disconnected")
    func idle() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite.started {
            shop(
                $0, [a.line()],
                lines: ["mode: tcp", "timeouts: {client: 300ms, server: 300ms}"])
        }
        let script = """
            import socket, sys
            peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=60)
            print(len(peer.recv(1)))
            """
        #expect(try Self.python(script, "\(site.port)") == "0")
    }

    @Test("leastconn avoids a busy server, and random reaches every one")
    func algorithms() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let both = [a.line(), b.line()]
        let site = try LiveSite.started { shop($0, both, lines: ["balance: leastconn"]) }
        let held = try ExampleSite.begin("http://127.0.0.1:\(site.port)/hold")
        func busy() throws -> String? {
            try site.status().proxies.first?.servers.first { $0.sessions > 0 }?.name
        }
        site.eventually("a held request") { try busy() != nil }
        let other = try busy() == "a" ? "b" : "a"
        #expect(try (0..<6).map { _ in try site.server() } == Array(repeating: other, count: 6))
        a.release()
        b.release()
        #expect(try held.answer().status == 200)
        try site.bring(shop(site.port, both, lines: ["balance: random"]))
        #expect(Set(try (0..<40).map { _ in try site.server() }) == ["a", "b"])
    }

    @Test("a server that comes back begins with a part of its weight")
    func slowStart() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let port = a.port
        let servers = [a.line("weight: 100"), b.line("weight: 100")]
        let site = try LiveSite.started { shop($0, servers, lines: ["slowStart: 10m"]) }
        func weight() throws -> Int? {
            let lines = try site.ask("show stat").split(separator: "\n")
            let line = lines.first { $0.hasPrefix("shop,a,") }
            let fields = line?.split(separator: ",", omittingEmptySubsequences: false) ?? []
            return fields.count > 18 ? Int(fields[18]) : nil
        }
        func isUp() throws -> Bool? { try site.status().proxies.first?.servers.first?.isUp }
        #expect(try weight() == 100)
        a.stop()
        site.eventually("its end") { try isUp() == false }
        let again = try LiveServer("a", port: port)
        site.eventually("its return") { try isUp() == true }
        let now = try #require(try weight())
        #expect((1..<60).contains(now), "\(now)")
        #expect(try site.server() != nil)
        again.stop()
    }

    @Test("a client that connects too often gets no connection")
    func connectionRate() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite.started {
            shop($0, [a.line()], lines: ["rateLimit: {connections: 3, period: 1m}"])
        }
        let answers = try (0..<5).map { _ in
            try site.fetch("/", ["--interface", "127.0.0.2"]).status
        }
        #expect(answers == [200, 200, 200, 0, 0])
        #expect(try site.fetch("/", ["--interface", "127.0.0.3"]).status == 200)
    }
}
