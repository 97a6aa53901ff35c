import Foundation
import Model
import Testing

@testable import Health

extension ProbeRunner {
    /// Expressions that are at work.
    nonisolated func expressionsAtWork() async -> Int {
        await ask { $0.limits.matches - $0.matchers.idleCount } ?? 0
    }
}

@Suite("Regular expressions", .timeLimit(.minutes(20)))
struct MatchTests {
    private func probe(_ port: UInt16, _ source: String) -> Probe {
        Probe(.tcp(TCPProbe(expect: .regex(source))), at: local(port), timeout: .seconds(240))
    }

    @Test("beyond the limit they wait in line, and all have their turn")
    func line() async throws {
        let peer = try Peer(.say("hello\n"))
        let probe = probe(peer.port, "^hello")
        try await withRunner(limits: RunnerLimits(matches: 1)) { runner in
            try await withThrowingTaskGroup(of: CheckResult.self) { group in
                for _ in 0..<30 { group.addTask { try await runner.perform(probe) } }
                for try await result in group { #expect(result.isPassed, "\(result)") }
            }
        }
    }

    @Test("one that would take for ever stops at its limit, says so, and holds up nobody")
    func limit() async throws {
        let slow = try Peer(.say(String(repeating: "a", count: 60) + "\n"))
        let fast = try Peer(.hang)
        // Each letter doubles the work.
        let probe = probe(slow.port, "^(?:a|a)*[bc]$")
        let other = Probe(.connect, at: local(fast.port), timeout: ample)
        try await withRunner { runner in
            let asking = (0..<6).map { _ in Task { try await runner.perform(probe) } }
            #expect(try await runner.perform(other).isPassed)
            for task in asking {
                let result = try await task.value
                #expect(result.outcome == .failed && result.phase == .match)
                #expect(result.seen.contains("takes more than 1000000 steps"), "\(result)")
            }
        }
    }
}
