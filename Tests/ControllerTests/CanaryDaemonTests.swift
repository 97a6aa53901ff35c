import Files
import Foundation
import Glibc
import HAProxy
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// Canaries of `ballast run` with a real HAProxy and requests.
@Suite("the daemon's canaries", .timeLimit(.minutes(20)), .ownThreads)
struct CanaryDaemonTests {
    /// Requests without an end, by several connections.
    private final class Load {
        private let process = Process()

        init(_ port: Int) throws {
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = [
                "-c",
                "while :; do curl -s -o /dev/null --max-time 60 "
                    + "'http://127.0.0.1:\(port)/[1-2000]'; done",
            ]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        deinit { end() }

        func end() {
            guard process.isRunning else { return }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    private static func apply(
        _ document: String, _ site: LiveSite, step: String = "2s"
    ) throws -> Program {
        let next = "\(site.folder)/next.yaml"
        try Data(document.utf8).write(to: URL(filePath: next))
        return try site.command("apply", "--canary", "shop", "--step", step, "-f", next)
    }

    private static func history(_ site: LiveSite) throws -> String {
        try Program(["history", "--state", "\(site.folder)/state"]).output
    }

    private static func weights(_ site: LiveSite) throws -> [String: Int] {
        let servers = try site.status().proxies.first?.servers ?? []
        return Dictionary(uniqueKeysWithValues: servers.map { ($0.name, $0.got?.weight ?? -1) })
    }

    @Test("a new server that fails a fifth of its requests is taken back by itself")
    func bad() throws {
        guard LiveSite.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let c = try LiveServer("c", failure: 5)
        let site = try LiveSite.started { shop($0, [a.line("weight: 1"), b.line("weight: 1")]) }
        let former = try site.text()
        let load = try Load(site.port)
        let edit = shop(
            site.port, [a.line("weight: 1"), b.line("weight: 1"), c.line("weight: 1")])
        let applied = try Self.apply(edit, site, step: "4s")
        #expect(applied.status == 0 && applied.error.contains("shop comes first"), "\(applied)")
        site.eventually("the first step") {
            try Self.weights(site) == ["a": 100, "b": 100, "c": 1]
        }
        let confirm = try Program([
            "confirm", "--runtime", site.run, "--state", "\(site.folder)/state",
        ])
        #expect(confirm.status == 1 && confirm.error.contains("canary of the edit"), "\(confirm)")
        let second = try Self.apply(edit + "# more\n", site)
        #expect(second.status == 1 && second.error.contains("a canary of shop is running"))
        let words = try site.command("status").output
        #expect(words.contains("canary of shop: step "), "\(words)")
        #expect(words.contains(" % of the weight"), "\(words)")
        let explained = try site.command("explain", "shop/c").output
        #expect(explained.contains(" %, all weights of the service x 100"), "\(explained)")
        site.eventually("its end") {
            try site.events().contains {
                $0.kind == .reverted && $0.message.contains("taken back")
                    && $0.message.contains("requests failed")
            }
        }
        load.end()
        site.eventually("the former document") {
            try Self.weights(site) == ["a": 1, "b": 1] && site.text() == former
        }
        let history = try Self.history(site)
        #expect(history.contains("canary taken back: "), "\(history)")
        #expect(try site.status().document.canary == nil)
        site.eventually("health") { try site.isHealthy() }
    }

    @Test("a good server gets its whole weight in steps, over a kill -9 and a reload")
    func good() throws {
        guard LiveSite.isPossible() else { return }
        let (a, c) = try (LiveServer("a"), LiveServer("c"))
        let site = try LiveSite.started { shop($0, [a.line()]) }
        let load = try Load(site.port)
        let edit = shop(site.port, [a.line(), c.line()])
        #expect(try Self.apply(edit, site).status == 0)
        site.eventually("the second step") { try site.status().document.canary?.step == 2 }
        let before = try #require(try site.status().document.canary)
        site.end(SIGKILL)
        let stored = try #require(
            try UnconfirmedChange.store(in: "\(site.folder)/state").load(remedy: "")?.canary)
        try site.start()
        site.eventually("the same step") {
            try site.events().first { $0.message.hasPrefix("canary of shop: step") }?.message
                .hasPrefix("canary of shop: step \(stored.step + 1) of 5") == true
        }
        #expect(stored.begun == before.since && stored.step + 1 >= before.step)
        // Counters begin at 0 again.
        kill(try #require(site.daemon).processIdentifier, SIGHUP)
        _ = try Program(["reload", "--socket", "\(site.run)/ballast.sock"])
        site.eventually("the whole document") {
            try site.events().contains { $0.message.contains("all of the edit is in force") }
        }
        load.end()
        site.eventually("the weights") { try Self.weights(site) == ["a": 10, "c": 10] }
        #expect(try site.text() == edit)
        #expect(!(try Self.history(site)).contains("unconfirmed"))
        #expect(try site.isHealthy())
        site.end(SIGTERM)
        try site.start()
        #expect(try site.status().document.canary == nil)
        #expect(try Self.weights(site).keys.sorted() == ["a", "c"])
    }

    @Test("an edit in the file takes it back, a drain does not")
    func edits() throws {
        guard LiveSite.isPossible() else { return }
        let (a, c) = try (LiveServer("a"), LiveServer("c"))
        let b = try LiveServer("b")
        let site = try LiveSite.started { shop($0, [a.line(), b.line()]) }
        #expect(
            try Self.apply(shop(site.port, [a.line(), b.line(), c.line()]), site, step: "600s")
                .status == 0)
        site.eventually("the first step") { try Self.weights(site)["c"] == 1 }
        #expect(try Program(["drain", "shop/b", "-f", site.file]).status == 0)
        site.eventually("the drain") {
            try Self.weights(site) == ["a": 100, "b": 0, "c": 1]
        }
        #expect(try site.status().document.canary?.step == 1)
        try site.save(
            shop(site.port, [a.line("weight: 20"), b.line("weight: 10, state: drain")]))
        site.eventually("the other edit") { try Self.weights(site) == ["a": 20, "b": 0] }
        #expect(
            try site.events().contains { $0.message.contains("the document has another edit") })
        let refused = try Self.apply(
            shop(site.port, [a.line()], lines: ["raw: [unheard of]"]), site, step: "600s")
        #expect(refused.status != 0 || refused.error.contains("comes first"), "\(refused)")
        site.eventually("the refusal of HAProxy") {
            try site.events().contains {
                $0.kind == .reverted && $0.message.contains("HAProxy")
            }
        }
        site.eventually("the former weights") { try Self.weights(site) == ["a": 20, "b": 0] }
    }
}
