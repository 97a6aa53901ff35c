import Foundation
import Model
import TestSupport
import TestThreads
import Testing

/// Each feature of a proxy as a client and a server see it, through the real HAProxy.
@Suite("what proxies do", .timeLimit(.minutes(20)), .ownThreads)
struct ProxyFeatureTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    /// The name of the server in an answer.
    private func name(_ answer: ExampleSite.Answer) -> String? {
        answer.body.hasPrefix("server ")
            ? answer.body.split(separator: "\n").first.map { String($0.dropFirst(7)) } : nil
    }

    @Test("headers are set and removed both ways, and text is compressed for who can read it")
    func headers() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite.started {
            shop(
                $0, [a.line()],
                lines: [
                    "headers: {request: {set: {X-Site: shop}, remove: [X-Secret]},",
                    "  response: {set: {X-Frame-Options: DENY}, remove: [Server]}}",
                    "compression: true",
                ])
        }
        let answer = try site.fetch("/", ["-H", "X-Secret: 1", "-H", "X-Site: other"])
        #expect(answer.body.contains("x-site: shop\n") && !answer.body.contains("x-secret"))
        #expect(!answer.body.contains("x-site: other"))
        #expect(answer.body.contains("x-forwarded-for: 127.0.0.1\n"))
        #expect(answer.headers.contains("x-frame-options: DENY"))
        #expect(!answer.headers.contains { $0.hasPrefix("server:") })
        #expect(!answer.headers.contains { $0.hasPrefix("content-encoding:") })
        let packed = try site.fetch("/", ["-H", "Accept-Encoding: gzip"])
        #expect(packed.headers.contains("content-encoding: gzip"), "\(packed.headers)")
        let unpacked = try site.fetch("/", ["--compressed"])
        #expect(name(unpacked) == "a")
    }

    @Test("routes match by host, header, method and query, in order, and the rest falls through")
    func routes() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let site = try LiveSite.started {
            shop(
                $0, [a.line()],
                further: """
                        routes:
                          - {match: {host: [one.example, two.example]}, answer: {body: host}}
                          - {match: {header: {X-Kind: "a b"}}, answer: {body: header}}
                          - {match: {method: [DELETE, PATCH]}, answer: {status: 405, body: no}}
                          - {match: {query: {page: "2"}, prefix: [/x, /y]}, servers: [\(b.line())]}
                          - {match: {prefix: /y}, redirect: {to: "//z.example", keepPath: true}}

                    """)
        }
        #expect(try site.fetch("/", ["-H", "Host: TWO.example:81"]).body == "host")
        #expect(try site.fetch("/", ["-H", "X-Kind: a b"]).body == "header")
        #expect(try site.server("/", ["-H", "X-Kind: a"]) == "a")
        #expect(try site.fetch("/", ["-X", "DELETE"]).status == 405)
        #expect(try site.server("/y/?a=1&page=2") == "b")
        #expect(try site.server("/z?page=2") == "a")
        let moved = try site.fetch("/y/1?page=3")
        #expect(moved.status == 302)
        #expect(moved.headers.contains("location: //z.example/y/1?page=3"))
    }

    @Test("a client that asks too often gets 429, or no connection, and others are served")
    func limits() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite.started {
            shop(
                $0, [a.line()],
                lines: ["rateLimit: {requests: 3, concurrent: 2, period: 1m}"])
        }
        let answers = try (0..<5).map { _ in
            try site.fetch("/", ["--interface", "127.0.0.2"]).status
        }
        #expect(answers == [200, 200, 200, 429, 429])
        #expect(try site.fetch("/", ["--interface", "127.0.0.3"]).status == 200)
        let held = try (0..<2).map { _ in
            try ExampleSite.begin(
                "http://127.0.0.1:\(site.port)/hold", ["--interface", "127.0.0.4"])
        }
        site.eventually("two connections") {
            try site.status().proxies.first?.servers.first?.sessions == 2
        }
        #expect(try site.fetch("/", ["--interface", "127.0.0.4"]).status == 0)
        a.release()
        for request in held { #expect(try request.answer().status == 200) }
    }

    @Test("a server with a limit has the others wait, and a wait that is too long ends with 503")
    func queue() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite.started {
            shop(
                $0, [a.line("maxConnections: 1")], lines: ["timeouts: {queue: 30s, server: 30s}"])
        }
        let held = try (0..<3).map { _ in
            try ExampleSite.begin("http://127.0.0.1:\(site.port)/hold")
        }
        site.eventually("a queue") {
            let proxy = try site.status().proxies.first
            return proxy?.servers.first?.sessions == 1 && proxy?.queued == 2
        }
        #expect(try site.command("status").output.contains("2 waiting for a server"))
        a.release()
        for request in held { #expect(try request.answer().status == 200) }
        let b = try LiveServer("b")
        try site.bring(
            shop(
                site.port, [b.line("maxConnections: 1")],
                lines: ["timeouts: {queue: 200ms, server: 20s}"]))
        // The one before it stays until this one is proven.
        site.eventually("the other server") {
            try (0..<4).allSatisfy { _ in try site.server() == "b" }
        }
        let other = try ExampleSite.begin("http://127.0.0.1:\(site.port)/hold")
        site.eventually("a connection") {
            try site.status().proxies.first?.servers.first?.sessions == 1
        }
        #expect(try site.fetch().status == 503)
        b.release()
        #expect(try other.answer().status == 200)
    }

    @Test("a backup has clients only while the others are down, and a dead server costs nobody")
    func backup() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let site = try LiveSite.started { shop($0, [a.line(), b.line("backup: true")]) }
        #expect(Set(try (0..<6).map { _ in try site.server() }) == ["a"])
        a.stop()
        site.eventually("the backup") { try site.server() == "b" }
        // Nobody checks: a request for the dead one goes to the other at its last try.
        try site.bring(
            shop(
                site.port, [a.line(), b.line()], lines: ["retries: 1"],
                check: nil))
        let answers = try (0..<6).map { _ in try site.server() }
        #expect(Set(answers) == ["b"])
        try site.bring(
            shop(
                site.port, [a.line(), b.line()], lines: ["retries: 0", "redispatch: false"],
                check: nil))
        site.eventually("its own server only") { try site.fetch().status == 503 }
    }

    @Test("the PROXY protocol and HTTP/2 carry clients from one proxy to another")
    func chain() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let port = ExampleSite.freePort()
        let site = try LiveSite.started {
            shop(
                $0,
                [
                    "{name: v2, address: \"127.0.0.1:\(port)\", proxyProtocol: v2, http2: true}"
                ], lines: ["forwardedFor: false"],
                further: """
                      - name: inner
                        listen: 127.0.0.1:\(port)
                        proxyProtocol: true
                        servers: [\(a.line("proxyProtocol: v1"))]
                        raw: ["    http-request set-header X-Version %[req.ver]"]

                    """)
        }
        let answer = try site.fetch("/", ["--interface", "127.0.0.7"])
        #expect(answer.body.hasPrefix("server a\nproxy tcp4 127.0.0.7 127.0.0.1 "), "\(answer)")
        #expect(answer.body.contains("x-forwarded-for: 127.0.0.7\n"))
        #expect(answer.body.contains("x-version: 2.0\n"))
        // Who doesn't speak it is no client.
        #expect(try ExampleSite.fetch("http://127.0.0.1:\(port)/").status == 0)
    }

    @Test("paths and headers keep their servers when they decide, cookies when they are given")
    func balance() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let both = [a.line(), b.line()]
        let site = try LiveSite.started { shop($0, both, lines: ["balance: uri"]) }
        func servers(_ requests: [(String, [String])]) throws -> [String?] {
            try requests.map { try site.server($0.0, $0.1) }
        }
        let paths = (0..<8).map { ("/\($0)", [String]()) }
        let first = try servers(paths)
        #expect(Set(first) == ["a", "b"])
        #expect(try servers(paths) == first)
        try site.bring(
            shop(site.port, both, lines: ["balance: {algorithm: header, header: X-User}"]))
        let users = (0..<8).map { ("/", ["-H", "X-User: user\($0)"]) }
        let second = try servers(users)
        #expect(Set(second) == ["a", "b"])
        #expect(try servers(users) == second)
        let cookie = "persistence: {type: cookie, name: SHOP, secure: true, sameSite: lax}"
        try site.bring(shop(site.port, both, lines: [cookie]))
        let given = try #require(
            try site.fetch().headers.first { $0.hasPrefix("set-cookie: SHOP=") })
        #expect(
            given.contains("HttpOnly") && given.contains("Secure")
                && given.lowercased().contains("samesite=lax"))
        let value = String(given.dropFirst(12).prefix { $0 != ";" })
        let kept = try (0..<6).map { _ in try site.server("/", ["-H", "Cookie: \(value)"]) }
        #expect(kept == Array(repeating: value == "SHOP=a" ? "a" : "b", count: 6))
    }
}
