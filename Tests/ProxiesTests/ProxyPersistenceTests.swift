import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

/// The servers of remembered clients during an outage and after it.
@Suite("persistence over an outage", .timeLimit(.minutes(20)), .ownThreads)
struct ProxyPersistenceTests {
    private static func isPossible() -> Bool { LiveSite.isPossible() }

    /// Four clients on `a`, an outage in which `b` has them, and the return of `a`.
    ///
    /// - Parameter options: those of a client's request.
    private func outage(
        of a: LiveServer, at site: LiveSite, _ path: String = "/",
        _ location: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let clients = (2..<6).map { client in
            [
                "--interface", "127.0.0.\(client)", "-b", "\(site.folder)/jar\(client)", "-c",
                "\(site.folder)/jar\(client)",
            ]
        }
        func servers() throws -> Set<String?> {
            Set(try clients.map { try site.server(path, $0) })
        }
        #expect(try servers() == ["a"], sourceLocation: location)
        a.stop()
        site.eventually("the other server", sourceLocation: location) {
            try servers() == ["b"]
        }
        let again = try LiveServer("a", port: a.port)
        defer { again.stop() }
        site.eventually("the return", sourceLocation: location) {
            try site.server(path, ["--interface", "127.0.0.9"]) == "a"
        }
        #expect(try servers() == ["a"], sourceLocation: location)
    }

    @Test(
        "clients of the fallback are back as soon as a server works",
        arguments: [
            ["persistence: source"], ["mode: tcp", "persistence: source"],
            ["persistence: cookie"],
        ])
    func fallback(lines: [String]) throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let site = try LiveSite.started {
            shop($0, [a.line()], lines: lines + ["fallback: \"127.0.0.1:\(b.port)\""])
        }
        try outage(of: a, at: site)
    }

    @Test(
        "clients of a backup are back as soon as another server works",
        arguments: [
            ["persistence: source"], ["mode: tcp", "persistence: source"],
            ["persistence: cookie"],
        ])
    func backup(lines: [String]) throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let site = try LiveSite.started {
            shop($0, [a.line(), b.line("backup: true")], lines: lines)
        }
        try outage(of: a, at: site)
    }

    @Test("clients of a route are back too, which has a persistence of its own")
    func route() throws {
        guard Self.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let site = try LiveSite.started {
            shop(
                $0, [b.line()],
                further: """
                        routes:
                          - match: {prefix: /own}
                            persistence: source
                            fallback: "127.0.0.1:\(b.port)"
                            servers: [\(a.line())]

                    """)
        }
        try outage(of: a, at: site, "/own")
    }
}
