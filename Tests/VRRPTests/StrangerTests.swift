import Addresses
import Testing
import VRRP

/// A node of Ballast and a router that speaks plain VRRP.
@Suite("Failover with other programs")
struct StrangerTests {
    /// The first is of Ballast.
    private static func pair(
        ours: UInt8, theirs: UInt8, interval: Duration = .seconds(1)
    ) -> Cluster {
        let cluster = Cluster(seed: 5)
        cluster.addNode(priority: ours, interval: interval)
        cluster.add(PlainStation(index: 1, priority: theirs, interval: interval))
        cluster.start(0)
        cluster.start(1)
        cluster.run(for: interval * 8)
        return cluster
    }

    @Test("the higher priority is active; equal priorities are decided by the address")
    func election() {
        #expect(Self.pair(ours: 150, theirs: 100).holders == [0])
        #expect(Self.pair(ours: 100, theirs: 150).holders == [1])
        // A split between equals: the stranger has the higher address.
        let cluster = Self.pair(ours: 100, theirs: 100)
        cluster.cutBoth(0, 1)
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [0, 1])
        cluster.cutBoth(0, 1, isCut: false)
        cluster.run(for: .milliseconds(1010))
        #expect(cluster.holders == [1])
    }

    @Test("takeover and preemption in both directions")
    func takeover() {
        for ours: UInt8 in [150, 100] {
            let cluster = Self.pair(ours: ours, theirs: 120)
            let active = ours > 120 ? 0 : 1
            cluster.turnOff(active)
            cluster.run(for: .seconds(4))
            #expect(cluster.holders == [1 - active])
            cluster.start(active)
            let record = cluster.record()
            cluster.run(for: .seconds(6))
            #expect(cluster.holders == [active])
            if active == 0 { #expect(record.isAlwaysServed) }
        }
    }

    @Test(
        "an orderly stop keeps the addresses until the other program has them",
        arguments: [10, 100, 1000])
    func stop(milliseconds: Int) {
        let cluster = Self.pair(ours: 150, theirs: 100, interval: .milliseconds(milliseconds))
        let record = cluster.record()
        cluster.tell(0, .stop)
        cluster.run(for: .milliseconds(milliseconds * 2 + 200))
        #expect(cluster.holders == [1])
        #expect(!cluster.stations[0].isRunning)
        #expect(record.isAlwaysServed)
        #expect(record.fewest == 1)
    }

    @Test("standby gives the role to the other program, and takes it back without one")
    func standby() {
        let cluster = Self.pair(ours: 150, theirs: 100)
        let record = cluster.record()
        cluster.tell(0, .standBy)
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [1])
        #expect(record.isAlwaysServed)
        cluster.turnOff(1)
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [0])
    }

    @Test("a stop of the other program is answered after the skew time")
    func theirStop() {
        let cluster = Self.pair(ours: 100, theirs: 150)
        cluster.tell(1, .stop)
        cluster.run(for: .milliseconds(615))
        #expect(cluster.holders == [0])
    }

    @Test("a healed split ends within an advertisement, and is recorded")
    func heal() {
        for ours: UInt8 in [150, 100] {
            let cluster = Self.pair(ours: ours, theirs: 120)
            cluster.cutBoth(0, 1)
            cluster.run(for: .seconds(30))
            #expect(cluster.holders == [0, 1])
            cluster.cutBoth(0, 1, isCut: false)
            cluster.run(for: .milliseconds(1052))
            #expect(cluster.holders == [ours > 120 ? 0 : 1])
            // A loser that says nothing is made good by the periodic announcement.
            cluster.run(for: .seconds(61))
            if ours > 120 { #expect(cluster.isServed) }
        }
    }

    /// An advertisement of a host that has none of the addresses.
    private static func foreign(_ priority: UInt8, isForeign: Bool = true) -> ElectionEvent {
        var heard = HeardAdvertisement(
            link: 0, source: ip("10.0.0.9"), priority: priority, interval: .seconds(1))
        heard.routerID = 51
        heard.isForeign = isForeign
        return .advertisement(heard)
    }

    @Test("another virtual router with the same number moves nothing, and is known")
    func namesake() throws {
        let cluster = Cluster.pair()
        let record = cluster.record()
        for _ in 0..<30 {
            for node in 0...1 { cluster.tell(node, Self.foreign(255)) }
            cluster.run(for: .seconds(1))
        }
        #expect(cluster.holders == [0])
        #expect(record.most == 1)
        #expect(record.fewest == 1)
        for node in 0...1 {
            let strangers = try cluster.ballast(node).election.strangers.values
            #expect(strangers.map(\.isForeign) == [true])
            #expect(strangers.map(\.routerID) == [51])
        }
        // It is no router of this group, so its silence is no vacancy.
        cluster.tell(1, Self.foreign(0))
        cluster.run(for: .seconds(2))
        #expect(cluster.holders == [0])
    }

    @Test("one advertisement of any host does not switch the rule of the gateways off for ever")
    func gateways() {
        for (isForeign, isHost) in [(true, false), (false, false), (false, true)] {
            let cluster = Cluster.pair { if isHost { $0.programs = ["10.0.0.9"] } }
            for (node, reached) in [(0, 0), (1, 1)] {
                var condition = NodeCondition()
                condition.gateways = .init(reached: 1, total: 1)
                cluster.tell(node, .condition(condition))
                cluster.tell(node, Self.foreign(1, isForeign: isForeign))
                cluster.cutBoth(0, 1)
                condition.gateways = .init(reached: UInt8(reached), total: 1)
                cluster.tell(node, .condition(condition))
            }
            cluster.run(for: .seconds(15))
            // Of a host of the document it is known that it may be a silent backup.
            #expect(cluster.holders == (isHost ? [0, 1] : [1]), "foreign \(isForeign), \(isHost)")
        }
    }

    @Test("a node of another cluster with the same number takes nothing")
    func otherCluster() throws {
        let cluster = Cluster.pair {
            $0.members = [NodeID(name: "node 0"), NodeID(name: "node 1")]
        }
        let record = cluster.record()
        for number in 1...20 {
            for node in 0...1 {
                cluster.tell(node, Self.foreign(200))
                var report = Report(
                    routerID: 51, node: NodeID(name: "other"), session: 9,
                    sequence: UInt64(number), priority: 200, interval: .seconds(1),
                    address: ip("10.0.0.9"))
                report.role = .active
                cluster.tell(node, .report(report, link: 0, source: ip("10.0.0.9")))
            }
            cluster.run(for: .seconds(1))
        }
        #expect(cluster.holders == [0])
        #expect(record.most == 1)
        #expect(record.fewest == 1)
        #expect(
            try cluster.ballast(0).election.peers[NodeID(name: "other")]?.isForeign == true)
    }
}
