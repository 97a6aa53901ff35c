import Foundation
import Model
import TestSupport
import TestThreads
import Testing

/// Where requests in the clear are sent, and by which route they go.
@Suite("redirects to TLS, and routes beside them", .timeLimit(.minutes(20)), .ownThreads)
struct RedirectMeaningTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    /// A site whose proxy sends to TLS at the second port.
    private static func site(
        _ server: LiveServer, lines: [String] = [], routes: [String]
    ) throws -> (LiveSite, tls: Int) {
        let tls = ExampleSite.freePort()
        let site = try LiveSite {
            shop(
                $0, [server.line()], lines: lines,
                further: """
                        routes:
                    \(routes.map { "      - \($0)\n" }.joined())
                    sslServices:
                      - {name: tls, listen: "127.0.0.1:\(tls)", certificate: c, backend: shop,
                         redirect: true}
                    certificates: [{name: c}]

                    """)
        }
        try site.start()
        site.eventually("health") { try site.isHealthy() }
        return (site, tls)
    }

    @Test("a plain route excepts only what no route before it takes")
    func plainRoute() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let (site, tls) = try Self.site(
            a,
            routes: [
                "{match: {prefix: /admin}, answer: {body: admin}}",
                "{match: {host: old.example}, plain: true, answer: {body: old}}",
                "{match: {prefix: /static}, answer: {body: static}}",
            ])
        let old = ["-H", "Host: old.example"]
        #expect(try site.fetch("/", old).body == "old")
        #expect(try site.fetch("/static", old).body == "old")
        let admin = try site.fetch("/admin", old)
        #expect(admin.status == 301)
        #expect(
            admin.headers.contains("location: https://old.example:\(tls)/admin"),
            "\(admin.headers)")
        #expect(try site.fetch("/static").status == 301)
    }

    @Test("a redirect names the host without its port, or the address where there is none")
    func hosts() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let (site, tls) = try Self.site(a, routes: ["{match: {prefix: /x}, answer: {body: x}}"])
        for (options, host) in [
            (["-H", "Host: shop.example:8089"], "shop.example"),
            (["-H", "Host: [2001:db8::1]:80"], "[2001:db8::1]"),
            (["-0", "-H", "Host:"], "127.0.0.1"),
        ] {
            let answer = try site.fetch("/a?b=c", options)
            #expect(
                answer.headers.contains("location: https://\(host):\(tls)/a?b=c"),
                "\(options) \(answer.headers)")
        }
    }

    @Test("a client that came to a trusted proxy by TLS is not sent there again")
    func trusted() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let (site, _) = try Self.site(
            a, lines: ["trustedProxies: [127.0.0.9]"],
            routes: ["{match: {prefix: /x}, answer: {body: x}}"])
        func status(_ address: String, _ scheme: String) throws -> Int {
            try site.fetch(
                "/", ["--interface", address, "-H", "X-Forwarded-Proto: \(scheme)"]
            ).status
        }
        #expect(try status("127.0.0.9", "https") == 200)
        #expect(try status("127.0.0.9", "https, http") == 200)
        #expect(try status("127.0.0.9", "http") == 301)
        #expect(try status("127.0.0.8", "https") == 301)
    }

    @Test("routes and redirects follow what the client sent, servers get what the document sets")
    func rewritten() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let (site, tls) = try Self.site(
            a, lines: ["headers: {request: {set: {Host: app.internal}, remove: [X-Kind]}}"],
            routes: [
                "{match: {host: old.example}, plain: true, servers: "
                    + "[\(a.line().replacing("name: a", with: "name: b"))]}",
                "{match: {header: {X-Kind: b}}, plain: true, answer: {body: kind}}",
            ])
        let old = try site.fetch("/", ["-H", "Host: old.example"])
        #expect(old.body.contains("host: app.internal\n"), "\(old.body)")
        #expect(try site.fetch("/", ["-H", "X-Kind: b"]).body == "kind")
        let sent = try site.fetch("/", ["-H", "Host: shop.example"])
        #expect(sent.headers.contains("location: https://shop.example:\(tls)/"))
    }

    @Test("a limit counts the clients behind a trusted proxy, not the proxy")
    func limits() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite {
            shop(
                $0, [a.line()],
                lines: [
                    "trustedProxies: [127.0.0.8/31]", "rateLimit: {requests: 3, period: 1h}",
                    "persistence: source",
                ])
        }
        try site.start()
        site.eventually("health") { try site.isHealthy() }
        func status(_ forwarded: String, from address: String = "127.0.0.9") throws -> Int {
            try site.fetch(
                "/", ["--interface", address, "-H", "X-Forwarded-For: \(forwarded)"]
            ).status
        }
        for client in 1...5 { #expect(try status("192.0.2.\(client)") == 200) }
        #expect(try status("198.51.100.1, 192.0.2.5") == 200)
        #expect(try status("192.0.2.5, 127.0.0.8") == 200)
        #expect(try status("192.0.2.5") == 429)
        // A chain of trusted proxies, and addresses with ports.
        for client in 6...10 {
            #expect(try status("192.0.2.\(client), 127.0.0.8, 127.0.0.9, 127.0.0.8") == 200)
            #expect(try status("192.0.2.\(client):4711") == 200)
            #expect(try status("[2001:db8:0:\(client)::1]:4711, 127.0.0.8:80") == 200)
            #expect(try status("[2001:db8:0:\(client)::2]") == 200)
            #expect(try status("2001:db8:0:\(client)::3") == 200)
        }
        #expect(try status("192.0.2.6, 127.0.0.8, 127.0.0.9") == 200)
        #expect(try status("[192.0.2.6]:80") == 429)
        #expect(try status("2001:db8:0:6::4, 127.0.0.8, 127.0.0.8") == 429)
        // The claims of a stranger count for nothing.
        #expect(try (1...4).map { try status("192.0.2.9\($0)", from: "127.0.0.2") }.last == 429)
        let table = try site.ask("show table shop")
        #expect(table.contains("192.0.2.1 "), "\(table)")
        #expect(!table.contains("127.0.0.9 "), "\(table)")
    }
}
