import Addresses
import Testing
import VRRP

/// Roles that the operator has given, and nodes that lost their controllers.
@Suite("Choices of the operator")
struct ChoiceTests {
    private static func trio() -> Cluster {
        let cluster = Cluster(seed: 9)
        for priority: UInt8 in [150, 100, 80] { cluster.addNode(priority: priority) }
        for index in 0...2 { cluster.start(index) }
        cluster.run(for: .seconds(8))
        return cluster
    }

    @Test("the last of three nodes keeps the role that it was given, until the old one resumes")
    func third() {
        let cluster = Self.trio()
        #expect(cluster.holders == [0])
        cluster.tell(0, .handOver(to: NodeID(name: "node 2")))
        cluster.run(for: .seconds(1))
        #expect(cluster.holders == [2])
        cluster.run(for: .seconds(60))
        #expect(cluster.holders == [2])
        let record = cluster.record()
        cluster.tell(0, .resume)
        cluster.run(for: .seconds(6))
        #expect(cluster.holders == [0])
        #expect(record.isAlwaysServed)
        // Of the next choice nothing is left.
        cluster.tell(0, .handOver(to: NodeID(name: "node 2")))
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [2])
    }

    @Test("a restart of the process of the old node changes nothing", arguments: [1, 2])
    func restart(chosen: Int) {
        let cluster = Self.trio()
        cluster.tell(0, .handOver(to: NodeID(name: "node \(chosen)")))
        cluster.run(for: .seconds(1))
        cluster.kill(0)
        cluster.run(for: .milliseconds(500))
        cluster.start(0)
        cluster.run(for: .seconds(60))
        #expect(cluster.holders == [chosen])
        // A choice ends with the role.
        cluster.turnOff(chosen)
        cluster.run(for: .seconds(8))
        #expect(cluster.holders == [0])
        cluster.start(chosen)
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [0])
    }

    @Test("a node that is not ready gets the role by force alone, and keeps it")
    func force() {
        let cluster = Cluster.pair()
        var condition = NodeCondition()
        condition.isReady = false
        cluster.tell(1, .condition(condition))
        cluster.run(for: .seconds(3))
        cluster.tell(0, .handOver(to: nil))
        cluster.run(for: .seconds(3))
        #expect(cluster.holders == [0])
        #expect(cluster.failedHandovers == 1)
        let record = cluster.record()
        cluster.tell(0, .handOver(to: NodeID(name: "node 1"), isForced: true))
        cluster.run(for: .seconds(60))
        #expect(cluster.holders == [1])
        #expect(record.isAlwaysServed)
        // No node hands the role to a revoked one; a node in standby has a reason of its own.
        cluster.tell(1, .handOver(to: nil, isForced: true))
        cluster.run(for: .seconds(3))
        #expect(cluster.holders == [0])
        condition.isRevoked = true
        cluster.tell(1, .condition(condition))
        cluster.run(for: .seconds(3))
        cluster.tell(0, .handOver(to: nil, isForced: true))
        cluster.run(for: .seconds(3))
        #expect(cluster.holders == [0])
        cluster.tell(1, .condition(NodeCondition()))
        cluster.tell(1, .standBy)
        cluster.run(for: .seconds(3))
        cluster.tell(0, .handOver(to: nil, isForced: true))
        cluster.run(for: .seconds(3))
        #expect(cluster.holders == [0])
    }

    @Test("a chosen node with a deduction keeps the role until it is worse off than it was then")
    func deduction() {
        let cluster = Cluster.pair()
        var condition = NodeCondition()
        condition.penalty = 10
        cluster.tell(1, .condition(condition))
        cluster.run(for: .seconds(2))
        cluster.tell(0, .handOver(to: nil))
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [1])
        condition.penalty = 20
        cluster.tell(1, .condition(condition))
        cluster.run(for: .seconds(2))
        #expect(cluster.holders == [0])
    }

    @Test("a backup that lost its controller is no candidate after the grace, but the last resort")
    func orphan() throws {
        let cluster = Cluster.pair { $0.controllerGrace = .seconds(5) }
        cluster.tell(1, .controller(isAlive: false))
        cluster.run(for: .seconds(4))
        let peer = NodeID(name: "node 1")
        #expect(try cluster.ballast(0).election.peers[peer]?.report.isCandidate == true)
        cluster.run(for: .seconds(3))
        let report = try #require(try cluster.ballast(0).election.peers[peer]?.report)
        #expect(!report.isCandidate)
        #expect(report.lacksController)
        cluster.tell(0, .handOver(to: nil))
        cluster.run(for: .seconds(3))
        #expect(cluster.holders == [0])
        #expect(cluster.failedHandovers == 1)
        // A node that stops has no better one.
        let record = cluster.record()
        cluster.tell(0, .stop)
        cluster.run(for: .seconds(1))
        #expect(cluster.holders == [1])
        #expect(record.isAlwaysServed)
    }

    @Test("another process that runs as this node is known after three of its reports")
    func twin() throws {
        let cluster = Cluster.pair()
        let address = ip("10.0.0.77")
        func hear(_ sequence: UInt64, session: UInt32, from source: IPAddress) {
            let report = Report(
                routerID: 51, node: NodeID(name: "node 0"), session: session, sequence: sequence,
                priority: 150, interval: .seconds(1), address: address)
            cluster.tell(0, .report(report, link: 0, source: source))
        }
        func sources() throws -> [IPAddress?] {
            let station = try cluster.ballast(0)
            return station.election.twins(at: cluster.now).map(\.source)
        }
        for sequence: UInt64 in 1...2 { hear(sequence, session: 99, from: address) }
        #expect(try sources().isEmpty)
        hear(3, session: 99, from: address)
        #expect(try sources() == [address])
        // Its own packets, and those of its earlier process, have its own address.
        for sequence: UInt64 in 1...9 { hear(sequence, session: 98, from: ip("10.0.0.1")) }
        #expect(try sources().count == 1)
        cluster.run(for: .seconds(6))
        #expect(try sources().isEmpty)
        #expect(cluster.holders == [0])
    }
}
