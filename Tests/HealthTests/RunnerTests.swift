import Foundation
import Model
import Testing

@testable import Health

extension ProbeRunner {
    /// The answer that the loop gives between two of its turns; nil: it has ended.
    nonisolated func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (isolated ProbeRunner) -> Answer
    ) async -> Answer? {
        await withCheckedContinuation { done in
            if !send({ done.resume(returning: question($0)) }) { done.resume(returning: nil) }
        }
    }

    /// The place of a scheduled probe; it changes when the probe is started anew.
    nonisolated func number(of probe: Probe) async -> Int? {
        await ask { $0.schedule[probe]?.number } ?? nil
    }

    /// How many probes are in flight.
    nonisolated var attemptCount: Int {
        get async { await ask { $0.attempts.count } ?? 0 }
    }
}

@Suite("The runner")
struct RunnerTests {
    @Test("a schedule reports what each of its probes finds, again and again")
    func reports() async throws {
        let peer = try Peer(.hang)
        let good = Probe(.connect, at: local(peer.port), timeout: ample)
        let bad = Probe(.connect, at: local(Peer.freePort()), timeout: ample)
        try await withRunner { runner in
            runner.update([good: .milliseconds(100), bad: .milliseconds(100)])
            var seen: [Probe: Int] = [:]
            for await batch in runner.reports {
                for report in batch {
                    #expect(report.result.isPassed == (report.probe == good))
                    seen[report.probe, default: 0] += 1
                }
                if seen[good, default: 0] >= 3, seen[bad, default: 0] >= 3 { break }
            }
        }
    }

    @Test("a changed set leaves the probes alone that stay")
    func replacement() async throws {
        let peer = try Peer(.hang)
        let stays = Probe(.connect, at: local(peer.port))
        let goes = Probe(.ping, at: local(0))
        try await withRunner { runner in
            runner.update([stays: .seconds(60), goes: .seconds(60)])
            let before = await runner.number(of: stays)
            runner.update([stays: .seconds(30)], removing: [goes])
            #expect(await runner.number(of: stays) == before)
            #expect(await runner.number(of: goes) == nil)
        }
    }

    @Test("beyond the limit probes wait in line, and all have their turn")
    func limit() async throws {
        let silent = try Peer(.hang)
        try await withRunner(limits: RunnerLimits(sockets: 1)) { runner in
            try await withThrowingTaskGroup(of: CheckResult.self) { group in
                for index in 0..<5 {
                    let probe = Probe(
                        .tcp(TCPProbe(expect: .text("\(index)"))), at: local(silent.port),
                        timeout: .milliseconds(50))
                    group.addTask { try await runner.perform(probe) }
                }
                for try await result in group { #expect(result.outcome == .failed) }
            }
        }
    }

    @Test("two hundred silent TLS servers do not hold up one that speaks")
    func silentTLS() async throws {
        // It accepts the first and says nothing; the kernel accepts the others.
        let silent = try Peer(.hang)
        let spoken = try Peer(.say("no TLS\n"))
        let kind = Probe.Kind.http(HTTPProbe(tls: TLSSettings(verify: false)))
        let waiting = Probe(kind, at: local(silent.port), timeout: .seconds(600))
        let asked = Probe(kind, at: local(spoken.port), timeout: ample)
        try #require(RunnerLimits().handshakes > 200)
        try await withRunner { runner in
            let crowd = (0..<200).map { _ in Task { try await runner.perform(waiting) } }
            // All of them hold a place or stand in line.
            while await runner.attemptCount < 200 { await Task.yield() }
            let result = try await runner.perform(asked)
            #expect(result.outcome == .failed && result.phase == .tls, "\(result)")
            for task in crowd { task.cancel() }
        }
    }

    @Test("a caller that gives up leaves nothing behind", .timeLimit(.minutes(20)))
    func cancellation() async throws {
        let silent = try Peer(.sayAndHang("x"))
        let probe = Probe(
            .tcp(TCPProbe(expect: .text("never"))), at: local(silent.port), timeout: ample)
        try await withRunner { runner in
            let asking = Task { try await runner.perform(probe) }
            while descriptors(connectedTo: silent.port) == 0 { await Task.yield() }
            asking.cancel()
            await #expect(throws: CancellationError.self) { try await asking.value }
            while descriptors(connectedTo: silent.port) != 0 { await Task.yield() }
        }
    }

    @Test("the loop goes on while every thread that tasks share is taken")
    func busyPool() async throws {
        let peer = try Peer(.hang)
        let probe = Probe(.connect, at: local(peer.port), timeout: ample)
        try await withRunner { runner in
            // So that the loop has begun.
            _ = await runner.attemptCount
            let taken = DispatchSemaphore(value: 0)
            let released = DispatchSemaphore(value: 0)
            let count = ProcessInfo.processInfo.activeProcessorCount
            let isDone = await onThread {
                for _ in 0..<count { Task { Self.hold(taken, until: released) } }
                for _ in 0..<count { _ = taken.wait(timeout: .now() + 60) }
                let done = DispatchSemaphore(value: 0)
                runner.update([probe: .milliseconds(10)])
                runner.send { _ in done.signal() }
                let isDone = done.wait(timeout: .now() + 30) == .success
                for _ in 0..<count { released.signal() }
                return isDone
            }
            #expect(isDone)
        }
    }

    private static func hold(_ taken: DispatchSemaphore, until released: DispatchSemaphore) {
        taken.signal()
        _ = released.wait(timeout: .now() + 120)
    }

    /// Does work that waits on a thread of its own.
    private func onThread(_ work: @escaping @Sendable () -> Bool) async -> Bool {
        await withCheckedContinuation { done in
            Thread.detachNewThread { done.resume(returning: work()) }
        }
    }

    @Test("a runner that ends closes what is in flight")
    func end() async throws {
        let silent = try Peer(.hang)
        let probe = Probe(
            .tcp(TCPProbe(expect: .text("never"))), at: local(silent.port), timeout: ample)
        let runner = try ProbeRunner()
        let running = Task { await runner.run() }
        let asking = Task { try await runner.perform(probe) }
        while descriptors(connectedTo: silent.port) == 0 { await Task.yield() }
        running.cancel()
        await running.value
        await #expect(throws: CancellationError.self) { try await asking.value }
        await expectClosed(connectionsTo: silent.port)
        await #expect(throws: CancellationError.self) { try await runner.perform(probe) }
    }
}
