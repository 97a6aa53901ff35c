import Foundation
import Testing

@testable import Health

extension ProbeRunner {
    /// Expressions that are at work.
    nonisolated func expressionsAtWork() async -> Int {
        poll.signal()
        return await countMatching()
    }

    private func countMatching() -> Int {
        poll.consume()
        return matching
    }
}

@Suite("Regular expressions", .timeLimit(.minutes(5)))
struct MatchTests {
    private func probe(_ port: UInt16, _ source: String) -> Probe {
        Probe(.tcp(TCPProbe(expect: .regex(source))), at: local(port), timeout: .seconds(240))
    }

    @Test("beyond the limit they wait in line, and all have their turn")
    func line() async throws {
        let peer = try Peer(.say("hello\n"))
        let probe = probe(peer.port, "^hello")
        try await withRunner(limits: RunnerLimits(matches: 1)) { runner in
            try await withThrowingTaskGroup(of: ProbeResult.self) { group in
                for _ in 0..<30 { group.addTask { try await runner.perform(probe) } }
                for try await result in group { #expect(result.isPassed, "\(result)") }
            }
        }
    }

    @Test("those that take long leave the program its threads")
    func threads() async throws {
        let peer = try Peer(.say(String(repeating: "a", count: 19) + "\n"))
        // Each letter doubles the work.
        let probe = probe(peer.port, "^(a|a)*b")
        let count = ProcessInfo.processInfo.activeProcessorCount + 1
        try await withRunner(limits: RunnerLimits(matches: count)) { runner in
            let asking = Task {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<count { group.addTask { _ = try await runner.perform(probe) } }
                    try await group.waitForAll()
                }
            }
            // Whoever is kept waiting by them never sees all of them at work.
            while await runner.expressionsAtWork() < count { await Task.yield() }
            try await asking.value
        }
    }
}
