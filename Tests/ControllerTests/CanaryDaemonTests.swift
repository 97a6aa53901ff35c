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
    @Test("a new server that fails a fifth of its requests is taken back by itself")
    func bad() throws {
        guard LiveSite.isPossible() else { return }
        let (a, b) = try (LiveServer("a"), LiveServer("b"))
        let c = try LiveServer("c", failure: 5)
        let site = try LiveSite.started { shop($0, [a.line("weight: 1"), b.line("weight: 1")]) }
        let former = try site.text()
        let edit = shop(
            site.port, [a.line("weight: 1"), b.line("weight: 1"), c.line("weight: 1")])
        let applied = try site.applyCanary(edit, step: "4s")
        #expect(applied.status == 0 && applied.error.contains("shop comes first"), "\(applied)")
        site.eventually("the first step") {
            try site.weights() == ["a": 100, "b": 100, "c": 1]
        }
        let confirm = try Program([
            "confirm", "--runtime", site.run, "--state", "\(site.folder)/state",
        ])
        #expect(confirm.status == 1 && confirm.error.contains("canary of the edit"), "\(confirm)")
        let second = try site.applyCanary(edit + "# more\n")
        #expect(second.status == 1 && second.error.contains("a canary of shop is running"))
        let words = try site.command("status").output
        #expect(words.contains("canary of shop: step "), "\(words)")
        #expect(words.contains(" % of the weight"), "\(words)")
        let explained = try site.command("explain", "shop/c").output
        #expect(explained.contains(" %, all weights of the service x 100"), "\(explained)")
        // Without requests it fails none.
        let load = try CanaryLoad(site.port)
        site.eventually("its end") {
            try site.events().contains {
                $0.kind == .reverted && $0.message.contains("taken back")
                    && $0.message.contains("requests failed")
            }
        }
        load.end()
        site.eventually("the former document") {
            try site.weights() == ["a": 1, "b": 1] && site.text() == former
        }
        let history = try site.history()
        #expect(history.contains("canary taken back: "), "\(history)")
        #expect(try site.status().document.canary == nil)
        site.eventually("health") { try site.isHealthy() }
    }

    @Test("a good server gets its whole weight in steps, over a kill -9 and a reload")
    func good() throws {
        guard LiveSite.isPossible() else { return }
        let (a, c) = try (LiveServer("a"), LiveServer("c"))
        let site = try LiveSite.started { shop($0, [a.line()]) }
        let load = try CanaryLoad(site.port)
        let edit = shop(site.port, [a.line(), c.line()])
        #expect(try site.applyCanary(edit).status == 0)
        site.eventually("the second step") { try site.status().document.canary?.step == 2 }
        let before = try #require(try site.status().document.canary)
        site.end(SIGKILL)
        let stored = try #require(
            try UnconfirmedChange.store(in: "\(site.folder)/state").load(remedy: "")?.canary)
        try site.start()
        site.eventually("the same step") {
            try site.events().first { $0.message.hasPrefix("canary of shop: step") }?.message
                .hasPrefix("canary of shop: step \(stored.step + 1) of 6") == true
        }
        #expect(stored.begun == before.since && stored.step + 1 >= before.step)
        // Counters begin at 0 again.
        kill(try #require(site.daemon).processIdentifier, SIGHUP)
        _ = try Program(["reload", "--socket", "\(site.run)/ballast.sock"])
        site.eventually("the whole document") {
            try site.events().contains { $0.message.contains("all of the edit is in force") }
        }
        site.eventually("the end of its trial") {
            try site.events().contains { $0.message.contains("canary of shop has passed: 0 of ") }
        }
        load.end()
        site.eventually("the weights") { try site.weights() == ["a": 10, "c": 10] }
        #expect(try site.text() == edit)
        let history = try site.history()
        #expect(
            !history.contains("unconfirmed") && history.contains("canary passed: 0 of "),
            "\(history)")
        #expect(try site.isHealthy())
        site.end(SIGTERM)
        try site.start()
        #expect(try site.status().document.canary == nil)
        #expect(try site.weights().keys.sorted() == ["a", "c"])
    }

    @Test("an edit in the file takes it back, a drain does not")
    func edits() throws {
        guard LiveSite.isPossible() else { return }
        let (a, c) = try (LiveServer("a"), LiveServer("c"))
        let b = try LiveServer("b")
        let site = try LiveSite.started { shop($0, [a.line(), b.line()]) }
        #expect(
            try site.applyCanary(shop(site.port, [a.line(), b.line(), c.line()]), step: "600s")
                .status == 0)
        site.eventually("the first step") { try site.weights()["c"] == 1 }
        #expect(try Program(["drain", "shop/b", "-f", site.file]).status == 0)
        site.eventually("the drain") {
            try site.weights() == ["a": 100, "b": 0, "c": 1]
        }
        #expect(try site.status().document.canary?.step == 1)
        try site.save(
            shop(site.port, [a.line("weight: 20"), b.line("weight: 10, state: drain")]))
        site.eventually("the other edit") { try site.weights() == ["a": 20, "b": 0] }
        #expect(
            try site.events().contains { $0.message.contains("the document has another edit") })
        let refused = try site.applyCanary(
            shop(site.port, [a.line()], lines: ["raw: [unheard of]"]), step: "600s")
        #expect(refused.status != 0 || refused.error.contains("comes first"), "\(refused)")
        site.eventually("the refusal of HAProxy") {
            try site.events().contains {
                $0.kind == .reverted && $0.message.contains("HAProxy")
            }
        }
        site.eventually("the former weights") { try site.weights() == ["a": 20, "b": 0] }
    }
}
