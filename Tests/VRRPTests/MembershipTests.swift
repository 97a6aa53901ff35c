import Addresses
import Testing
import VRRP

/// Nodes that run, and that the settings of the others do not name.
@Suite("Nodes outside the cluster")
struct MembershipTests {
    private static let outsider = NodeID(name: "node 2")

    private static func members(_ indices: Int...) -> Set<NodeID> {
        Set(indices.map { NodeID(name: "node \($0)") })
    }

    /// Nodes 0 and 1 of a cluster, the first active, and node 2, which they do not name.
    private static func trio(outsider priority: UInt8, preempts: Bool = false) -> Cluster {
        let cluster = Cluster.pair(preempts: preempts) { $0.members = members(0, 1) }
        cluster.addNode(priority: priority) { $0.preempts = preempts }
        cluster.start(2)
        cluster.run(for: .seconds(6))
        return cluster
    }

    private static func name(_ indices: Int..., on cluster: Cluster) throws {
        var settings = try cluster.ballast(0).election.settings
        settings.members = Set(indices.map { NodeID(name: "node \($0)") })
        cluster.tell(0, .settings(settings))
    }

    @Test(
        "the role is given to a node of the cluster, not to a better one outside",
        arguments: ["stop", "standby", "request", "health"])
    func given(reason: String) {
        let cluster = Self.trio(outsider: 120)
        #expect(cluster.holders == [0])
        let record = cluster.record()
        switch reason {
        case "stop": cluster.tell(0, .stop)
        case "standby": cluster.tell(0, .standBy)
        case "request": cluster.tell(0, .handOver(to: nil))
        default:
            var worse = NodeCondition()
            worse.penalty = 60
            cluster.tell(0, .condition(worse))
        }
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [1])
        #expect(record.isAlwaysServed)
        #expect(cluster.failedHandovers == 0)
    }

    @Test(
        "the role stays where only a node outside could take it",
        arguments: [ElectionEvent.handOver(to: nil), .handOver(to: outsider), .standBy])
    func kept(event: ElectionEvent) {
        let cluster = Self.trio(outsider: 120)
        cluster.turnOff(1)
        cluster.run(for: .seconds(6))
        cluster.tell(0, event)
        cluster.run(for: .seconds(30))
        #expect(cluster.holders == [0])
        #expect(cluster.failedHandovers == 1)
    }

    @Test("a node outside is a rival as any: one of the two has the addresses")
    func rival() {
        for priority: UInt8 in [120, 200] {
            let cluster = Self.trio(outsider: priority, preempts: true)
            let winner = priority == 200 ? 2 : 0
            #expect(cluster.holders == [winner])
            for other in 0...1 { cluster.cutBoth(other, 2) }
            cluster.run(for: .seconds(10))
            #expect(cluster.holders == [0, 2])
            for other in 0...1 { cluster.cutBoth(other, 2, isCut: false) }
            cluster.run(for: .seconds(3))
            #expect(cluster.holders == [winner])
            #expect(cluster.isServed)
        }
    }

    @Test("a node of the cluster takes the role that a node outside hands over")
    func taken() {
        let cluster = Self.trio(outsider: 200, preempts: true)
        let record = cluster.record()
        cluster.tell(2, .stop)
        cluster.run(for: .milliseconds(20))
        #expect(cluster.holders == [0])
        #expect(record.isAlwaysServed)
    }

    @Test("an offer to another node does not end with the role at a node outside")
    func crossed() {
        let cluster = Self.trio(outsider: 120)
        for other in 0...1 { cluster.cutBoth(other, 2) }
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [0, 2])
        // The offer does not arrive while the packets of the other active node do.
        cluster.cut(0, 1)
        cluster.tell(0, .handOver(to: nil))
        for other in 0...1 { cluster.cutBoth(other, 2, isCut: false) }
        cluster.run(for: .milliseconds(1500))
        cluster.cut(0, 1, isCut: false)
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [0])
        #expect(cluster.failedHandovers == 1)
    }

    @Test("a node can take over once the settings name it, and no longer once they do not")
    func named() throws {
        let cluster = Self.trio(outsider: 120)
        // The offer does not arrive.
        try Self.name(0, 1, 2, on: cluster)
        cluster.cut(0, 2)
        cluster.tell(0, .handOver(to: nil))
        try Self.name(0, 1, on: cluster)
        cluster.run(for: .milliseconds(20))
        #expect(cluster.holders == [1], "offered to the next one at once")
        cluster.cut(0, 2, isCut: false)
        cluster.tell(1, .handOver(to: NodeID(name: "node 0")))
        cluster.run(for: .seconds(2))
        #expect(cluster.holders == [0])
        try Self.name(0, 1, 2, on: cluster)
        cluster.tell(0, .handOver(to: nil))
        cluster.run(for: .milliseconds(20))
        #expect(cluster.holders == [2])
    }

    @Test("gateways that only a node outside reaches cost no priority")
    func gateways() throws {
        let cluster = Self.trio(outsider: 100)
        for (index, reached): (Int, UInt8) in [(0, 1), (1, 1), (2, 2)] {
            var condition = NodeCondition()
            condition.gateways = .init(reached: reached, total: 2)
            cluster.tell(index, .condition(condition))
        }
        cluster.run(for: .seconds(10))
        #expect(try cluster.ballast(0).election.priority == 150)
        #expect(cluster.holders == [0])
    }

    @Test("nodes outside leave room for those of the cluster")
    func room() throws {
        let cluster = Self.trio(outsider: 100)
        cluster.turnOff(1)
        cluster.run(for: .seconds(10))
        func hear(_ name: String) {
            let report = Report(
                routerID: 51, node: NodeID(name: name), session: 1, sequence: 1, priority: 1,
                interval: .seconds(1), address: ip("10.0.0.9"))
            cluster.tell(0, .report(report, link: 0, source: nil))
        }
        for number in 0..<20 { hear("outside \(number)") }
        #expect(try cluster.ballast(0).election.peers.count == 16)
        hear("node 1")
        let peers = try cluster.ballast(0).election.peers
        #expect(peers[NodeID(name: "node 1")] != nil)
        #expect(peers.count == 16)
    }
}
