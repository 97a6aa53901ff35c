import Foundation
import Model
import TestSupport
import TestThreads
import Testing

/// Checks of proxies by HAProxy and by Ballast find the servers that work.
@Suite("what checks of proxies mean", .timeLimit(.minutes(20)), .ownThreads)
struct CheckMeaningTests {
    private static func isPossible() -> Bool {
        LiveSite.isPossible() && TLSSite.isPossible()
    }

    private static func site(_ document: (Int) -> String) throws -> LiveSite {
        let site = try LiveSite(document)
        try site.start()
        return site
    }

    /// Name, state and last check of each server.
    private static func states(_ site: LiveSite) throws -> [String] {
        try site.ask("show stat").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count > 36, fields[0] == "shop",
                !["FRONTEND", "BACKEND"].contains(fields[1])
            else { return nil }
            let check = fields[36].drop { $0 == "*" || $0 == " " }
            return "\(fields[1]) \(fields[17]) \(check)"
        }
    }

    private static let request =
        "{type: negotiate, service: http, request: /health, interval: 200ms}"

    @Test("a check speaks the version of HTTP that a server and it agree on")
    func versions() throws {
        guard Self.isPossible() else { return }
        let both = try HTTP2Server(offering: "h2,http/1.1")
        let only = try HTTP2Server(offering: "h2")
        let old = try HTTP2Server(offering: "http/1.1")
        let clear = try HTTP2Server(offering: nil)
        let other = try HTTP2Server(offering: nil)
        let health = try LiveServer("health")
        func line(_ name: String, _ server: HTTP2Server, _ more: String) -> String {
            "{name: \(name), address: \"127.0.0.1:\(server.port)\", http2: true, \(more)}"
        }
        let site = try Self.site {
            shop(
                $0,
                [
                    line("both", both, "tls: {}"), line("only", only, "tls: {}"),
                    line("old", old, "tls: {}"), line("clear", clear, "weight: 1"),
                    line("elsewhere", other, "check: {port: \(health.port)}"),
                ], check: Self.request)
        }
        let names = ["both", "only", "old", "clear", "elsewhere"]
        site.eventually("passed checks") {
            try Self.states(site) == names.map { "\($0) UP L7OK" }
        }
        let bodies = try Set((0..<8).compactMap { _ in try site.fetch().body })
        #expect(bodies.isSuperset(of: ["server HTTP/2.0", "server HTTP/1.1"]), "\(bodies)")
    }

    @Test("a request without a virtual host names the server that is asked")
    func host() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try Self.site { port in
            shop(port, [a.line()], check: Self.request).replacing(
                "listen: 127.0.0.1:\(port)", with: "listen: 0.0.0.0:\(port)")
        }
        site.eventually("a check") { a.lastRequest.contains("get /health ") }
        #expect(a.lastRequest.contains("host: 127.0.0.1:\(a.port)\r\n"), "\(a.lastRequest)")
    }

    @Test(
        "checks of Ballast's own speak the TLS of the server",
        arguments: [Self.request, "{type: connect, interval: 200ms}"])
    func ownTLS(check: String) throws {
        guard Self.isPossible() else { return }
        let tls = try HTTP2Server(offering: "http/1.1")
        let a = try LiveServer("a")
        let site = try Self.site {
            shop(
                $0,
                [
                    "{name: tls, address: \"127.0.0.1:\(tls.port)\", tls: {}}",
                    a.line("check: {type: external, command: /bin/true}"),
                ], check: check)
        }
        site.eventually("health") { try site.isHealthy() }
        let answer = try site.command("check", "shop/tls")
        #expect(answer.status == 0, "\(answer.output)")
        #expect(try Set((0..<4).map { _ in try site.fetch().status }) == [200])
        #expect(try Set((0..<4).map { _ in try site.fetch().body }).contains("server HTTP/1.1"))
    }

    @Test(
        "clients of a backup and of the fallback come back once the others work",
        arguments: ["persistence: cookie", "persistence: source"])
    func backups(persistence: String) throws {
        guard Self.isPossible() else { return }
        let (a, b, c) = try (LiveServer("a"), LiveServer("b"), LiveServer("c"))
        let port = a.port
        let site = try Self.site {
            shop(
                $0, [a.line(), b.line("backup: true")],
                lines: [persistence, "fallback: 127.0.0.1:\(c.port)"])
        }
        site.eventually("health") { try site.isHealthy() }
        let jar = ["-c", "\(site.folder)/jar", "-b", "\(site.folder)/jar"]
        a.stop()
        site.eventually("the backup") { try site.server("/", jar) == "b" }
        b.stop()
        site.eventually("the fallback") { try site.server("/", jar) == "c" }
        let again = try LiveServer("a", port: port)
        site.eventually("the return") { try site.server("/", jar) == "a" }
        again.stop()
    }

    @Test("a server that begins down gets nothing before its first check passes")
    func start() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        let check = "{type: negotiate, service: http, request: /hold, start: down, interval: 1h}"
        let site = try Self.site { shop($0, [a.line()], check: check) }
        site.eventually("a check") { a.lastRequest.contains("get /hold ") }
        site.eventually("maintenance") { try Self.states(site).first?.contains("MAINT") == true }
        #expect(try site.fetch().status == 503)
        a.release()
        site.eventually("a passed check") { try site.fetch().status == 200 }
    }
}
