import Foundation
import Glibc
import HAProxy
import Model
import TestSupport
import TestThreads
import Testing

/// The clients of servers that the operator takes out, with a real HAProxy.
@Suite("servers of proxies that are taken out by hand", .timeLimit(.minutes(20)), .ownThreads)
struct ProxyDrainTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    /// Which server answers a client, and the cookie that it gets.
    private struct Visit: Equatable {
        var server: String?
        var cookie: String?

        init(_ server: String?, _ cookie: String? = nil) {
            self.server = server
            self.cookie = cookie
        }
    }

    /// A request with this cookie, and two of other programs.
    private static func visit(_ site: LiveSite, _ cookie: String) throws -> Visit {
        let answer = try site.fetch("/", ["-H", "Cookie: x=1; \(cookie); y=2"])
        let given = answer.headers.first { $0.hasPrefix("set-cookie: ") }
        let name = answer.body.split(separator: "\n").first.map { String($0.dropFirst(7)) }
        // The cookie of a drained server reaches no server; other cookies do.
        #expect(!answer.body.contains("serverid"))
        #expect(answer.body.contains("x=1; y=2"))
        return Visit(name, given.map { String($0.dropFirst(12).prefix { $0 != ";" }) })
    }

    @Test("a drained server's clients get another one and its cookie, and nothing is cut")
    func cookies() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let lines = ["persistence: cookie"]
        let site = try LiveSite { shop($0, [a.line(), b.line()], lines: lines) }
        try site.start()
        site.eventually("an answer") { try site.server() != nil && site.isHealthy() }
        #expect(try Self.visit(site, "SERVERID=a") == Visit("a"))
        let held = try ExampleSite.begin("http://127.0.0.1:\(site.port)/hold")
        site.eventually("a request under way") {
            try site.status().proxies[0].servers.contains { $0.sessions > 0 }
        }
        for state in ["drain", "offline", "drain"] {
            let edit = try Program([state, "shop/a", "-f", site.file])
            #expect(edit.output.contains("new and remembered clients go elsewhere; nothing is cut"))
            site.eventually(state) {
                let server = try site.status().proxies[0].servers[0]
                return server.state.rawValue == state && server.isAsWanted
            }
            #expect(try Self.visit(site, "SERVERID=a") == Visit("b", "SERVERID=b"), "\(state)")
        }
        #expect(try site.status().workers?.reloads == 0)
        // So it is after a reload.
        let drained = [a.line("weight: 10, state: drain"), b.line()]
        try site.save(shop(site.port, drained, lines: lines + ["raw: [option http-no-delay]"]))
        site.eventually("a reload") {
            try site.status().workers?.reloads == 1 && site.isHealthy()
        }
        #expect(try Self.visit(site, "SERVERID=a") == Visit("b", "SERVERID=b"))
        a.release()
        b.release()
        #expect(try held.answer().body.hasPrefix("server "))
        _ = try Program(["online", "shop/a", "-f", site.file])
        site.eventually("it is back") { try Self.visit(site, "SERVERID=a") == Visit("a") }
    }

    @Test("a drained server's clients get another one and keep it, where their addresses count")
    func addresses() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let lines = ["persistence: source"]
        let site = try LiveSite { shop($0, [a.line(), b.line()], lines: lines) }
        try site.start()
        site.eventually("an answer") { try site.server() != nil && site.isHealthy() }
        let clients = (2...9).map { "127.0.0.\($0)" }
        func servers() throws -> Set<String?> {
            try Set(clients.map { try site.server("/", ["--interface", $0]) })
        }
        #expect(try servers() == ["a", "b"])
        _ = try Program(["drain", "shop/a", "-f", site.file])
        site.eventually("the drain") {
            let server = try site.status().proxies[0].servers[0]
            return server.state == .drain && server.isAsWanted
        }
        #expect(try servers() == ["b"])
        _ = try Program(["online", "shop/a", "-f", site.file])
        site.eventually("it is back") {
            let server = try site.status().proxies[0].servers[0]
            return server.state == .online && server.isAsWanted
        }
        #expect(try servers() == ["b"], "they are remembered there")
        #expect(try site.status().workers?.reloads == 0)
    }

    @Test("with all servers out by hand the page is served only where the document wants it")
    func holdingPage() throws {
        guard Self.isPossible() else { return }
        let a = try LiveServer("a")
        func document(_ port: Int, _ state: String, _ isShown: Bool) -> String {
            shop(
                port, [a.line("weight: 10, state: \(state)")], lines: ["fallback: holdingPage"],
                further: "holdingPage: {html: '<p>back at noon', whenOffline: \(isShown)}\n")
        }
        let site = try LiveSite { document($0, "online", false) }
        try site.start()
        site.eventually("an answer") { try site.server() == "a" && site.isHealthy() }
        for state in ["drain", "offline"] {
            for isShown in [false, true] {
                try site.save(document(site.port, state, isShown))
                site.eventually("\(state), \(isShown)") {
                    let answer = try site.fetch()
                    return answer.status == 503 && answer.body.contains("back at noon") == isShown
                }
                let words = try site.command("validate").error
                #expect(words.contains("its fallback has its clients") == isShown, "\(words)")
                #expect(words.contains("it refuses clients") == !isShown, "\(words)")
            }
        }
    }
}
