import Testing
import VRRP

/// Faults that users of keepalived have reported: see the page of the module.
@Suite("Faults reported about other programs")
struct ReportedFaultTests {
    /// keepalived 296, 346, 1283: the delay was ignored after a fault.
    @Test("after a fault the role is taken back after the delay, or not at all")
    func delayAfterFault() {
        for preempts in [true, false] {
            let cluster = Cluster.pair(preempts: preempts) { $0.preemptDelay = .seconds(10) }
            var fault = NodeCondition()
            fault.isUsable = false
            cluster.tell(0, .condition(fault))
            cluster.run(for: .seconds(1))
            #expect(cluster.holders == [1])
            let record = cluster.record()
            cluster.tell(0, .condition(NodeCondition()))
            cluster.run(for: .seconds(9))
            #expect(cluster.holders == [1])
            cluster.run(for: .seconds(6))
            #expect(cluster.holders == (preempts ? [0] : [1]))
            #expect(record.isAlwaysServed)
        }
    }

    /// keepalived 2032, 1515: equal priorities let several backups take over at once.
    @Test("of equal nodes one succeeds the active one, without preemption of the others")
    func equals() {
        let cluster = Cluster(seed: 3)
        for _ in 0..<4 { cluster.addNode(priority: 1) { $0.preempts = false } }
        for index in 0..<4 { cluster.start(index) }
        cluster.run(for: .seconds(10))
        #expect(cluster.holders.count == 1)
        // A crash: the others notice it at the same moment.
        let first = cluster.holders[0]
        cluster.turnOff(first)
        cluster.run(for: .seconds(5))
        #expect(cluster.holders.count == 1)
        #expect(cluster.splitBrains.isEmpty)
        // A stop, and a return: one successor, which keeps the role.
        cluster.start(first)
        cluster.run(for: .seconds(10))
        let second = cluster.holders
        #expect(second != [first])
        let record = cluster.record()
        cluster.tell(second[0], .stop)
        cluster.run(for: .seconds(10))
        #expect(record.isAlwaysServed)
        #expect(record.most == 2, "both during the handover, and no third")
        #expect(cluster.holders.count == 1)
    }

    /// keepalived 2676: a node that can't send stays master; its peers learn another owner.
    @Test("a node whose packets are lost for a time yields, and the last announcement is right")
    func sendFailures() throws {
        let cluster = Cluster.pair()
        for _ in 0..<3 {
            cluster.cut(0, 1)
            cluster.run(for: .seconds(10))
            #expect(cluster.holders == [1])
            #expect(cluster.isServed)
            cluster.cut(0, 1, isCut: false)
            cluster.run(for: .seconds(10))
            #expect(cluster.holders == [0])
            #expect(cluster.isServed)
        }
    }
}
