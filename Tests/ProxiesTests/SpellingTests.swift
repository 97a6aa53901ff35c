import Foundation
import Model
import TestSupport
import TestThreads
import Testing

/// Spellings of hosts and paths, as clients and servers see them.
@Suite("spellings of hosts and paths", .timeLimit(.minutes(20)), .ownThreads)
struct SpellingTests {
    private static func site(_ server: LiveServer, _ lines: [String], _ routes: [String]) throws
        -> LiveSite
    {
        try LiveSite.started {
            shop(
                $0, [server.line()], lines: lines,
                further: "    routes:\n" + routes.map { "      - \($0)\n" }.joined())
        }
    }

    @Test("a dot at the end of a host means nothing")
    func dots() throws {
        guard LiveSite.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try Self.site(
            a, [],
            [
                "{match: {host: shop.example}, answer: {body: shop}}",
                "{match: {host: \"dot.example.\"}, answer: {body: dot}}",
                "{match: {host: \"*.wild.example\"}, answer: {body: wild}}",
            ])
        for (host, body) in [
            ("shop.example", "shop"), ("shop.example.", "shop"), ("SHOP.example.:80", "shop"),
            ("dot.example", "dot"), ("dot.example.", "dot"), ("a.wild.example.", "wild"),
        ] {
            #expect(try site.fetch("/", ["-H", "Host: \(host)"]).body == body, "\(host)")
        }
        #expect(try site.server("/", ["-H", "Host: wild.example."]) == "a")
    }

    @Test("normalized paths have one spelling, for routes and for servers")
    func paths() throws {
        guard LiveSite.isPossible() else { return }
        let a = try LiveServer("a")
        let routes = ["{match: {prefix: /admin}, answer: {status: 403}}"]
        let plain = try Self.site(a, [], routes)
        let site = try Self.site(a, ["normalize: true"], routes)
        let spellings = [
            "//admin", "/./admin", "/x/../admin", "/%61dmin", "/%2e/admin", "/x/%2E%2e//admin",
            "/../admin",
        ]
        for path in spellings {
            #expect(try plain.fetch(path, ["--path-as-is"]).status == 200, "\(path)")
            #expect(try site.fetch(path, ["--path-as-is"]).status == 403, "\(path)")
        }
        #expect(try site.fetch("/%zz", ["--path-as-is"]).status == 400)
        #expect(try site.fetch("/", ["--request-target", "*", "-X", "OPTIONS"]).status == 200)
        #expect(try site.server("/a/../b?c=//d/..", ["--path-as-is"]) == "a")
    }

    @Test("a host that is none is not put into the Location of a redirect to TLS")
    func badHosts() throws {
        guard LiveSite.isPossible() else { return }
        let a = try LiveServer("a")
        let tls = ExampleSite.freePort()
        let site = try LiveSite {
            shop(
                $0, [a.line()],
                further: """
                    sslServices:
                      - {name: tls, listen: "127.0.0.1:\(tls)", certificate: c, backend: shop,
                         redirect: true}
                    certificates: [{name: c}]

                    """)
        }
        try site.start()
        site.eventually("health") { try site.isHealthy() }
        for host in ["a b", "user@evil", "evil/x", "a:b", "::1", "a\\b", "a\"b"] {
            #expect(try site.fetch("/a", ["-H", "Host: \(host)"]).status == 400, "\(host)")
        }
        for host in ["sh-op_1.example:80", "[::1]:80", "10.0.0.1", "shop.example."] {
            #expect(try site.fetch("/a", ["-H", "Host: \(host)"]).status == 301, "\(host)")
        }
    }

    @Test("a check of a status says which one it expected")
    func statuses() throws {
        guard LiveSite.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite {
            shop(
                $0, [a.line()],
                check: "{type: negotiate, service: http, status: [204], interval: 200ms, fall: 1}")
        }
        try site.start()
        let words = "down: expected status 204, saw 200 OK (L7STS)"
        site.eventually("the reason") {
            try site.status().proxies.first?.servers.first?.reason == words
        }
        // The first check can fail for another reason on a busy machine.
        site.eventually("the event") {
            try site.events().contains {
                $0.kind == .down
                    && $0.message.hasPrefix("shop/a is down: expected status 204, saw ")
            }
        }
    }
}
