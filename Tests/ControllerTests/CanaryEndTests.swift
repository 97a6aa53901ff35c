import Files
import Foundation
import Glibc
import Model
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// Ends of canaries of `ballast run` with a real HAProxy and requests.
@Suite("ends of canaries", .timeLimit(.minutes(20)), .ownThreads)
struct CanaryEndTests {
    @Test("ten requests a second are enough to take back a server that fails every one")
    func smallSite() throws {
        guard LiveSite.isPossible() else { return }
        let a = try LiveServer("a")
        let c = try LiveServer("c", failure: 1)
        let site = try LiveSite.started { shop($0, [a.line()]) }
        let load = try CanaryLoad(site.port, pause: 0.1)
        defer { load.end() }
        let waited = try site.applyCanary(shop(site.port, [a.line(), c.line()]), ["--wait"])
        #expect(waited.status == 1, "\(waited)")
        #expect(
            // The status or the history has it first.
            waited.error.contains("taken back")
                && waited.error.contains("requests failed (100.0 %), of the other servers 0 of"),
            "\(waited)")
        #expect(try site.reasonOfReturn().contains("requests failed (100.0 %)"))
        site.eventually("the former document") { try site.weights() == ["a": 10] }
    }

    @Test("an answer 503 to every request, and a limit for nearly every one, are taken back")
    func ownErrors() throws {
        guard LiveSite.isPossible() else { return }
        let a = try LiveServer("a")
        let site = try LiveSite.started { shop($0, [a.line()]) }
        let load = try CanaryLoad(site.port, pause: 0.02)
        defer { load.end() }
        let answer = "routes: [{match: {prefix: /}, answer: {status: 503}}]"
        #expect(
            try site.applyCanary(shop(site.port, [a.line()], lines: [answer]), step: "60s").status
                == 0)
        let reason = try site.reasonOfReturn()
        #expect(reason.contains("HAProxy itself refuses or fails most requests: "), "\(reason)")
        site.eventually("the former answers") { try site.fetch().status == 200 }
        let limit = "rateLimit: {requests: 1, period: 10s}"
        let count = try site.events().count(where: { $0.kind == .reverted })
        #expect(
            try site.applyCanary(shop(site.port, [a.line()], lines: [limit]), step: "60s").status
                == 0)
        site.eventually("the end of the limit") {
            try site.events().count(where: { $0.kind == .reverted }) > count
        }
        #expect(try site.reasonOfReturn().contains("HAProxy itself refuses or fails most"))
        site.eventually("the answers without a limit") { try site.fetch().status == 200 }
    }

    @Test("all of the edit is taken back if a port of it is not free, and the status has its trial")
    func whole() throws {
        guard LiveSite.isPossible() else { return }
        let (a, c) = try (LiveServer("a"), LiveServer("c"))
        let site = try LiveSite.started { shop($0, [a.line()]) }
        let other = """
            - name: other
              listen: 127.0.0.1:\(c.port)
              servers: [{name: o, address: "127.0.0.1:\(a.port)"}]

            """.split(separator: "\n").map { "  \($0)\n" }.joined()
        let edit = shop(site.port, [a.line(), c.line()], further: other)
        let applied = try site.applyCanary(edit, step: "1s")
        #expect(applied.status == 0, "\(applied)")
        let plan = try site.command("plan").output
        #expect(plan.contains("note: a canary of shop is running, step "), "\(plan)")
        site.eventually("the trial") {
            try site.command("status").output.contains("step 6 of 6, all of the edit on trial")
        }
        let reason = try site.reasonOfReturn()
        #expect(reason.contains("taken back with all of the edit: after "), "\(reason)")
        site.eventually("the former document") { try site.weights() == ["a": 10] }
    }

    @Test("a damaged record after a crash gives the new server nothing, and the status names it")
    func damaged() throws {
        guard LiveSite.isPossible() else { return }
        let (a, c) = try (LiveServer("a"), LiveServer("c"))
        let site = try LiveSite.started { shop($0, [a.line()]) }
        let edit = shop(site.port, [a.line(), c.line()])
        #expect(try site.applyCanary(edit, step: "600s").status == 0)
        site.eventually("the first step") { try site.weights() == ["a": 100, "c": 1] }
        site.end(SIGKILL)
        let record = "\(site.folder)/state/unconfirmed.json"
        #expect(truncate(record, 100) == 0)
        try site.start()
        site.eventually("the former document") { try site.weights() == ["a": 10] }
        let status = try site.command("status")
        #expect(status.status == 3 && status.output.contains("record of the unconfirmed edit is"))
        #expect(status.output.contains("BAL261"), "\(status)")
        #expect(try site.text() == edit)
    }

    @Test("a good edit ends the wait with its numbers, and a stopped controller is named")
    func wait() throws {
        guard LiveSite.isPossible() else { return }
        let (a, c) = try (LiveServer("a"), LiveServer("c"))
        let site = try LiveSite.started { shop($0, [a.line()]) }
        let load = try CanaryLoad(site.port, pause: 0.05)
        defer { load.end() }
        let edit = shop(site.port, [a.line(), c.line()])
        let process = try #require(site.daemon).processIdentifier
        kill(process, SIGSTOP)
        let stopped = try site.applyCanary(edit, ["--wait"])
        kill(process, SIGCONT)
        #expect(stopped.status == 1 && stopped.error.contains("is stopped"), "\(stopped)")
        let waited = try site.applyCanary(edit, step: "1s", ["--wait"])
        #expect(waited.status == 0, "\(waited)")
        #expect(waited.error.contains("note: canary passed: 0 of "), "\(waited)")
        #expect(try site.weights() == ["a": 10, "c": 10])
        let refused = try site.applyCanary(
            "version: 1\nownership: exclusive\n", ["--wait"])
        #expect(refused.status == 1, "\(refused)")
    }
}
