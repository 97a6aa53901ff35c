import Addresses
import Testing
import VRRP

/// The end of a change of the role, which commands wait for.
@Suite("Settled roles")
struct SettlementTests {
    private func isSettled(_ cluster: Cluster, _ index: Int) throws -> Bool {
        try cluster.ballast(index).election.isSettled(at: cluster.now, within: .seconds(5))
    }

    @Test("a node that resumes is settled once it has the role, not before")
    func resume() throws {
        let cluster = Cluster.pair()
        cluster.tell(0, .handOver(to: nil))
        cluster.run(for: .seconds(1))
        #expect(cluster.holders == [1])
        #expect(try isSettled(cluster, 0))
        #expect(try isSettled(cluster, 1))
        cluster.tell(0, .resume)
        #expect(try !isSettled(cluster, 0))
        cluster.run(for: .seconds(1))
        #expect(try !isSettled(cluster, 0))
        cluster.run(for: .seconds(5))
        #expect(cluster.holders == [0])
        #expect(try isSettled(cluster, 0))
    }

    @Test("a node that does not preempt, or much later, is settled as backup")
    func backup() throws {
        for delay in [Duration.zero, .seconds(600)] {
            let cluster = Cluster.pair {
                $0.preempts = delay != .zero
                $0.preemptDelay = delay
            }
            cluster.tell(0, .standBy)
            cluster.run(for: .seconds(1))
            #expect(cluster.holders == [1])
            cluster.tell(0, .resume)
            cluster.run(for: .seconds(1))
            #expect(try isSettled(cluster, 0))
        }
    }

    @Test("standby alone is settled after the attempt to give the role away")
    func alone() throws {
        let cluster = Cluster.pair()
        cluster.turnOff(1)
        cluster.run(for: .seconds(10))
        cluster.tell(0, .standBy)
        #expect(try !isSettled(cluster, 0))
        cluster.run(for: .seconds(2))
        #expect(cluster.holders == [0])
        #expect(try isSettled(cluster, 0))
    }

    @Test("a backup that hears no active router is not settled")
    func vacancy() throws {
        let cluster = Cluster.pair()
        cluster.turnOff(0)
        #expect(try isSettled(cluster, 1))
        cluster.run(for: .seconds(4))
        #expect(cluster.holders == [1])
        #expect(try isSettled(cluster, 1))
        cluster.start(0)
        #expect(try !isSettled(cluster, 0))
    }

    @Test("another program is followed as a node is")
    func stranger() throws {
        let cluster = Cluster(seed: 5)
        cluster.addNode(priority: 150, interval: .seconds(1))
        cluster.add(PlainStation(index: 1, priority: 100, interval: .seconds(1)))
        cluster.start(0)
        cluster.start(1)
        cluster.run(for: .seconds(8))
        cluster.tell(0, .standBy)
        #expect(try !isSettled(cluster, 0))
        cluster.run(for: .seconds(2))
        #expect(cluster.holders == [1])
        #expect(try isSettled(cluster, 0))
        let election = try cluster.ballast(0).election.strangers
        #expect(election.values.map { $0.isActive(at: cluster.now) } == [true])
        cluster.tell(0, .resume)
        #expect(try !isSettled(cluster, 0))
        cluster.run(for: .seconds(6))
        #expect(cluster.holders == [0])
        #expect(try isSettled(cluster, 0))
    }
}
