import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// One proxy that HAProxy refuses, and the others beside it.
@Suite("a proxy that HAProxy refuses", .timeLimit(.minutes(20)), .ownThreads)
struct ProxyRefusalTests {
    private static let nonsense = "raw: [http-request frobnicate]"

    @Test("it stays as it was, or is left out, and the others follow the document")
    func others() throws {
        guard LiveSite.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let ports = (0..<2).map { _ in ExampleSite.freePort() }
        func document(_ port: Int, _ server: LiveServer, more: String?) -> String {
            let next = more.map { "listen: \"127.0.0.1:\(ports[0])\", \($0)" }
            return shop(
                port, [server.line()],
                further: next.map {
                    """
                      - {name: more, \($0)}
                      - {name: new, listen: "127.0.0.1:\(ports[1])", servers: [\(b.line())], \
                    \(Self.nonsense)}

                    """
                } ?? """
                      - {name: more, listen: "127.0.0.1:\(ports[0])", servers: [\(b.line())]}

                    """)
        }
        func server(at port: Int) -> String? {
            let answer = try? ExampleSite.fetch("http://127.0.0.1:\(port)/")
            return answer?.body.split(separator: "\n").first.map(String.init)
        }
        let site = try LiveSite.started { document($0, a, more: nil) }
        #expect(server(at: ports[0]) == "server b")
        try site.save(
            document(site.port, b, more: "servers: [\(a.line())], \(Self.nonsense)"))
        site.eventually("the others") { try site.server() == "b" }
        site.eventually("the reason") {
            try site.status().proxies.filter { $0.complaint != nil }.map(\.name) == ["more", "new"]
        }
        #expect(server(at: ports[0]) == "server b", "it goes on as it was")
        #expect(server(at: ports[1]) == nil)
        let status = try site.status()
        #expect(status.workers?.complaint == nil)
        #expect(status.health.reasons.count == 2, "\(status.health.reasons)")
        #expect(
            status.health.reasons.first?
                .hasPrefix(
                    "HAProxy refuses more, which continues as it was: 'http-request' expects")
                == true, "\(status.health.reasons)")
        #expect(
            status.health.reasons.last?.hasPrefix("HAProxy refuses new, which is out of service")
                == true)
        // Another edit of the others, and one that mends it.
        try site.save(
            document(site.port, a, more: "servers: [\(a.line())], \(Self.nonsense)"))
        site.eventually("another edit") { try site.server() == "a" }
        // A restarted controller finds the sections in HAProxy's file.
        site.end(SIGTERM)
        try site.start()
        site.eventually("the reason again") { try site.status().health.reasons.count == 2 }
        #expect(server(at: ports[0]) == "server b")
        #expect(try site.server() == "a")
        let good = document(site.port, a, more: "servers: [\(a.line())]")
        try site.save(good.replacing(", \(Self.nonsense)}", with: "}"))
        site.eventually("health") { try site.isHealthy() }
        #expect(server(at: ports[0]) == "server a")
        #expect(server(at: ports[1]) == "server b")
        #expect(
            try site.events().contains {
                $0.kind == .recovered && $0.message.contains("not refused any more")
                    || $0.message.contains("does not refuse")
            })
    }

    @Test("while one is refused HAProxy can be killed and starts again without it")
    func killed() throws {
        guard LiveSite.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let port = ExampleSite.freePort()
        let site = try LiveSite {
            shop(
                $0, [a.line()],
                further: """
                      - {name: new, listen: "127.0.0.1:\(port)", servers: [\(b.line())], \
                    \(Self.nonsense)}

                    """)
        }
        try site.start()
        site.eventually("the other") { try site.server() == "a" }
        let master = try #require(site.master)
        kill(master, SIGKILL)
        site.eventually("another master") {
            try site.master != master && site.server() == "a"
                && site.status().health.reasons.count == 1
        }
    }
}
