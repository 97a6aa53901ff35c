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
        return limits.matches - matchers.count
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
        // Each letter doubles the work. On a busy machine it may be over before anybody looks.
        for letters in 19...24 {
            if try await seesAllAtWork(on: String(repeating: "a", count: letters)) { return }
        }
        Issue.record("all at work were never seen")
    }

    /// Whether whoever looks on sees more expressions at work than the program has threads: who is
    /// kept waiting by them never does.
    private func seesAllAtWork(on text: String) async throws -> Bool {
        let peer = try Peer(.say(text + "\n"))
        let probe = probe(peer.port, "^(a|a)*b")
        let count = ProcessInfo.processInfo.activeProcessorCount + 1
        return try await withRunner(limits: RunnerLimits(matches: count)) { runner in
            try await withThrowingTaskGroup(of: Bool?.self) { group in
                for _ in 0..<count {
                    group.addTask {
                        _ = try await runner.perform(probe)
                        return nil
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        if await runner.expressionsAtWork() == count { return true }
                        await Task.yield()
                    }
                    return false
                }
                var ended = 0
                for try await isSeen in group {
                    if let isSeen {
                        group.cancelAll()
                        return isSeen
                    }
                    ended += 1
                    if ended == count { group.cancelAll() }
                }
                return false
            }
        }
    }
}
