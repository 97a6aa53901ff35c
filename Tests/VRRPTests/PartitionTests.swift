import Addresses
import Testing
import VRRP

/// Nodes that do not hear each other, or were not there to hear.
@Suite("Partitions and late timers")
struct PartitionTests {
    @Test("one of two links cut, in any direction: no failover, and its silence is known")
    func oneLink() throws {
        let cluster = Cluster.pair(links: 2)
        let record = cluster.record()
        cluster.cutBoth(0, 1, 0)
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [0])
        #expect(record.most == 1)
        let peer = try #require(try cluster.ballast(1).election.peers.values.first)
        #expect(peer.silentLinks(at: cluster.now, after: .seconds(4)) == [0])
        cluster.cutBoth(0, 1, 0, isCut: false)
        cluster.cut(0, 1, 1)
        cluster.run(for: .seconds(20))
        #expect(record.most == 1)
    }

    @Test("a pulled cable under the addresses moves them within a round trip of the other link")
    func pulledCable() {
        let cluster = Cluster.pair(links: 2)
        let record = cluster.record()
        cluster.stations[0].linksDown = [0]
        cluster.tell(0, .link(0, isUp: false))
        cluster.run(for: .milliseconds(2))
        #expect(cluster.holders == [1])
        #expect(record.vacancy < .milliseconds(1))
        #expect(record.most == 1)
    }

    @Test(
        "a split brain ends with the first advertisement; the winner announces last",
        arguments: 1...20)
    func heal(seed: Int) {
        let cluster = Cluster.pair(seed: seed)
        cluster.cutBoth(0, 1)
        cluster.run(for: .seconds(60) + .milliseconds(seed * 77))
        #expect(cluster.holders == [0, 1])
        #expect(cluster.splitBrains.isEmpty)
        cluster.cutBoth(0, 1, isCut: false)
        cluster.run(for: .seconds(1) + .milliseconds(1))
        #expect(cluster.holders == [0])
        #expect(cluster.isServed)
        // Both recorded it, with its length from the second takeover.
        let lengths = cluster.splitBrains.compactMap { event -> Duration? in
            if case .ended(_, let length) = event { length } else { nil }
        }
        #expect(lengths.count == 2)
        #expect(lengths.allSatisfy { $0 > .seconds(56) && $0 < .seconds(60) })
    }

    @Test("a node that gave its role up while it was cut off makes no split brain")
    func faultInPartition() {
        let cluster = Cluster.pair()
        cluster.run(for: .seconds(10))
        cluster.stations[0].linksDown = [0]
        cluster.tell(0, .link(0, isUp: false))
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [1])
        cluster.stations[0].linksDown = []
        cluster.tell(0, .link(0, isUp: true))
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [0])
        #expect(cluster.splitBrains.isEmpty)
    }

    @Test("a node that comes back from the same time in the role had the addresses all along")
    func sameRole() {
        let cluster = Cluster.pair()
        cluster.run(for: .seconds(10))
        cluster.cutBoth(0, 1)
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [0, 1])
        // The first node loses its link 10 s before the nodes hear each other again.
        cluster.stations[0].linksDown = [0]
        cluster.tell(0, .link(0, isUp: false))
        cluster.run(for: .seconds(10))
        cluster.cutBoth(0, 1, isCut: false)
        cluster.stations[0].linksDown = []
        cluster.tell(0, .link(0, isUp: true))
        cluster.run(for: .seconds(2))
        let lengths = cluster.splitBrains.compactMap { event -> Duration? in
            if case .ended(_, let length) = event { length } else { nil }
        }
        #expect(lengths.count == 1)
        // The takeover took three to four of the 20 s.
        #expect(lengths.allSatisfy { $0 > .seconds(15) && $0 < .seconds(18) }, "\(lengths)")
    }

    @Test("a node that is heard by none yields, and does not fight for the role")
    func oneWay() throws {
        let cluster = Cluster.pair()
        cluster.cut(0, 1)
        cluster.run(for: .seconds(5))
        let record = cluster.record()
        cluster.run(for: .seconds(60))
        #expect(cluster.holders == [1])
        #expect(record.most == 1)
        #expect(try cluster.ballast(0).roles.last?.1 == .unheard)
        cluster.cut(0, 1, isCut: false)
        cluster.run(for: .seconds(6))
        #expect(cluster.holders == [0])
        // The new one does not hear that the addresses are gone, and announces by its timer.
        #expect(record.vacancy < .seconds(2))
    }

    @Test("a backup that is heard by none changes nothing")
    func deafActive() {
        let cluster = Cluster.pair()
        let record = cluster.record()
        cluster.cut(1, 0)
        cluster.run(for: .seconds(60))
        #expect(cluster.holders == [0])
        #expect(record.most == 1)
    }

    private static func gateways(_ reached: UInt8) -> ElectionEvent {
        var condition = NodeCondition()
        condition.gateways = NodeCondition.Gateways(reached: reached, total: 2)
        return .condition(condition)
    }

    @Test("the node that reaches fewer gateways yields; both losing one changes nothing")
    func gateways() {
        let cluster = Cluster.pair()
        for node in 0...1 { cluster.tell(node, Self.gateways(2)) }
        let record = cluster.record()
        // One after the other, within the time to settle.
        cluster.tell(0, Self.gateways(1))
        cluster.run(for: .milliseconds(1500))
        cluster.tell(1, Self.gateways(1))
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [0])
        for node in 0...1 { cluster.tell(node, Self.gateways(0)) }
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [0])
        cluster.tell(1, Self.gateways(1))
        cluster.run(for: .seconds(4))
        #expect(cluster.holders == [1])
        #expect(record.isAlwaysServed)
        #expect(record.fewest == 1)
    }

    @Test("of two separated nodes, the one without gateways has no addresses")
    func isolation() {
        let cluster = Cluster.pair()
        for node in 0...1 { cluster.tell(node, Self.gateways(2)) }
        cluster.cutBoth(0, 1)
        cluster.tell(0, Self.gateways(0))
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [1])
        cluster.cutBoth(0, 1, isCut: false)
        cluster.tell(0, Self.gateways(2))
        cluster.run(for: .seconds(6))
        #expect(cluster.holders == [0])
    }

    @Test(
        "a process that was stopped gives its role up before anything else", arguments: [2, 5, 40])
    func starvedActive(seconds: Int) {
        let cluster = Cluster.pair()
        cluster.run(for: .milliseconds(100))
        cluster.pause(0)
        cluster.run(for: .seconds(seconds))
        let wasReplaced = cluster.holders == [1]
        #expect(wasReplaced == (seconds > 3))
        let record = cluster.record()
        cluster.resume(0)
        cluster.run(for: .milliseconds(1))
        #expect(cluster.holders == (wasReplaced ? [1] : [0]))
        #expect(cluster.starvations == (wasReplaced ? 1 : 0))
        cluster.run(for: .seconds(6))
        #expect(cluster.holders == [0])
        #expect(record.overlap < .milliseconds(2))
    }

    @Test("a backup that was stopped does not take over for that alone")
    func starvedBackup() {
        let cluster = Cluster.pair()
        cluster.pause(1)
        // Its packets are lost too, as in a virtual machine.
        cluster.loss = 100
        cluster.run(for: .seconds(2))
        cluster.run(for: .seconds(30))
        cluster.loss = 0
        let record = cluster.record()
        cluster.resume(1)
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [0])
        #expect(record.most == 1)
    }

    @Test("a clock that goes back stops nothing; one that jumps ahead is a late timer")
    func clocks() {
        let cluster = Cluster.pair()
        cluster.stations[0].clockStep = .seconds(-3600)
        cluster.stations[1].clockStep = .seconds(-3600)
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [0])
        cluster.stations[1].clockStep = .seconds(3600)
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [0])
        cluster.stations[0].clockStep = .seconds(3600)
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [0])
    }
}
