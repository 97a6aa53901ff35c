import Foundation
import Glibc
import Model
import Synchronization
import TestThreads
import Testing

@testable import Failover

@Suite("The events of the condition", .ownThreads)
struct NodeWatchTests {
    /// The events that a watch has told.
    private final class Record: Sendable {
        private let events = Mutex<[String]>([])

        func append(_ kind: Event.Kind, _ sentence: String) {
            events.withLock { $0.append("\(kind.rawValue): \(sentence)") }
        }

        var all: [String] { events.withLock { $0 } }
    }

    @Test("a reason that changes while the condition holds is no recovery")
    func changingReason() async throws {
        // Each run has the other exit status.
        let flag = "/tmp/bf-flag-\(UInt32.random(in: 0...UInt32.max))"
        let script = "/tmp/bf-script-\(UInt32.random(in: 0...UInt32.max))"
        try Data("if rm \(flag); then exit 2; else touch \(flag); exit 1; fi\n".utf8)
            .write(to: URL(filePath: script))
        defer {
            unlink(flag)
            unlink(script)
        }
        var failover = Failover()
        failover.tracks = [
            FailoverTrack(
                name: "uplink",
                condition: .script(
                    command: "/bin/sh \(script)", interval: .milliseconds(100),
                    timeout: .seconds(60)),
                weight: 20)
        ]
        var spec = Spec()
        spec.cluster = Cluster(name: "pair", nodes: [Node(name: "a")])
        spec.cluster?.failover = failover
        let record = Record()
        let watch = NodeWatch(
            .init(fitness: { NodeFitness() }, tell: { record.append($0, $1) }))
        await watch.follow(spec, node: "a")
        let task = Task { await watch.run() }
        var reasons: Set<String> = []
        // By turns, not by the clock: tests that block share the threads of this one.
        for _ in 0..<3000 where reasons.count < 2 {
            reasons.formUnion(await watch.faults.map(\.reason))
            try await Task.sleep(for: .milliseconds(20))
        }
        task.cancel()
        await task.value
        #expect(
            reasons == [
                "track uplink: /bin/sh: exit status 1", "track uplink: /bin/sh: exit status 2",
            ])
        #expect(record.all.count == 1, "\(record.all)")
        #expect(record.all.first?.hasPrefix("failed: failover: this node is worse off") == true)
    }

    @Test("the reasons are those of the loop, and the first results that are awaited")
    func unready() async throws {
        var spec = Spec()
        spec.cluster = Cluster(name: "pair", nodes: [Node(name: "a")])
        spec.cluster?.failover = Failover()
        // Its command never ends.
        spec.cluster?.failover?.tracks = [
            FailoverTrack(
                name: "uplink",
                condition: .script(
                    command: "/bin/sleep 600", interval: .seconds(1), timeout: .seconds(600)))
        ]
        let fitness = Mutex<NodeFitness?>(nil)
        let watch = NodeWatch(
            .init(fitness: { fitness.withLock { $0 } }, tell: { _, _ in }))
        await watch.follow(spec, node: "a")
        #expect(await watch.unready == [.start])
        fitness.withLock { $0 = NodeFitness(lacksServers: true) }
        let task = Task { await watch.run() }
        for _ in 0..<3000 {
            if await watch.unready != [.start] { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(await watch.unready == [.servers, .tracks])
        #expect(await watch.condition == nil)
        task.cancel()
        await task.value
    }

    @Test("without a document with failover, faults are no events")
    func withoutFailover() async throws {
        let record = Record()
        let watch = NodeWatch(
            .init(
                fitness: { NodeFitness(hasDocument: false, failure: "no IPVS") },
                tell: { record.append($0, $1) }))
        let task = Task { await watch.run() }
        let end = ContinuousClock.now + .seconds(60)
        while await watch.faults.isEmpty, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(await !watch.faults.isEmpty)
        task.cancel()
        await task.value
        #expect(record.all.isEmpty, "\(record.all)")
    }
}
