import Foundation
import Glibc
import Model
import TestThreads
import Testing
import VRRP

@testable import Failover

@Suite("Probes of the connections' link", .ownThreads)
struct SyncProbeTests {
    private let start = ContinuousClock.now

    @Test("a probe is a message of the kernel's daemon without connections, and is read again")
    func form() {
        let probe = SyncProbe(id: 7, node: "lb1")
        #expect(probe.bytes.prefix(8) == [0, 7, 0, 15, 0, 1, 0, 0])
        #expect(SyncProbe(probe.bytes) == probe)
        #expect(SyncProbe(Array(probe.bytes.dropLast())) == nil)
        #expect(SyncProbe(Array(probe.bytes.prefix(12))) == nil)
        #expect(SyncProbe([]) == nil)
        // A message of the daemon.
        #expect(SyncProbe([0, 7, 0, 16, 1, 1, 0, 0] + Array("BLST".utf8) + [1, 2, 3, 4]) == nil)
    }

    @Test("a node that sends probes is missed after 5 s without one, and no other is")
    func hearing() {
        var hearing = SyncHearing()
        hearing.expect(["b": .seconds(1)], at: start)
        #expect(hearing.silent(at: start + .seconds(3)) == [])
        hearing.expect(["b": .seconds(5)], at: start + .seconds(4))
        #expect(hearing.silent(at: start + .seconds(5)) == ["b"])
        hearing.hear(["b", "c"], at: start + .seconds(6))
        #expect(hearing.silent(at: start + .seconds(11)) == [])
        #expect(hearing.silent(at: start + .seconds(12)) == ["b"])
        // Its controller has ended, or it is an earlier version.
        hearing.expect([:], at: start + .seconds(12))
        #expect(hearing.silent(at: start + .seconds(60)) == [])
    }

    @Test("a revoked node is not ready, is last, and says so")
    func revoked() async throws {
        var spec = Spec()
        spec.cluster = Cluster(name: "pair", nodes: [Node(name: "a")])
        spec.cluster?.failover = Failover()
        let watch = NodeWatch(
            .init(fitness: { NodeFitness() }, isRevoked: { true }, tell: { _, _ in }))
        await watch.follow(spec, node: "a")
        let task = Task { await watch.run() }
        for _ in 0..<3000 where await watch.condition == nil {
            try await Task.sleep(for: .milliseconds(20))
        }
        let condition = try #require(await watch.condition)
        #expect(condition.isRevoked && !condition.isReady && condition.penalty == 254)
        #expect(await watch.unready == [.revocation])
        task.cancel()
        await task.value
    }
}

@Suite(
    "Lost messages of connections", .enabled(if: Balancers.isPossible), .serialized, .ownThreads)
struct SyncLossTests {
    @Test("lost messages with a carrier are named on the node that misses them")
    func lost() throws {
        let sync = "  failover:"
        let text = document().replacing(
            sync, with: "  connectionSync: {interface: eth0, id: 3}\n" + sync)
        let pair = try Balancers(text)
        for host in ["a", "b"] { try pair.start(host) }
        pair.expect("they hear each other") {
            try pair.group("a")?.peers.first?.isHeard == true
                && pair.group("b")?.peers.first?.isHeard == true
        }
        try pair.on("b", "iptables -w -A INPUT -p udp --dport 8848 -j DROP")
        let loss = "connection sync: no message of a arrives over eth0"
        pair.expect("b names the loss") {
            try pair.election("b")?.syncLosses?.count == 1
                && pair.status("b").health.reasons.contains { $0.hasPrefix(loss) }
                && pair.events("b").contains { $0.hasPrefix(loss) }
        }
        #expect(try pair.election("a")?.syncLosses == nil)
        try pair.on("b", "iptables -w -F INPUT")
        pair.expect("b hears a again") {
            try pair.election("b")?.syncLosses == nil
                && pair.events("b").contains { $0.hasPrefix("no longer: \(loss)") }
        }
        // A node without a controller sends no probes, so none are missed.
        pair.end("a", SIGKILL)
        usleep(8_000_000)
        #expect(try pair.election("b")?.syncLosses == nil)
    }
}
