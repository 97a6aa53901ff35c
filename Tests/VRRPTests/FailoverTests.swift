import Addresses
import Testing
import VRRP

/// Two nodes of Ballast in a quiet network.
@Suite("Failover between nodes")
struct FailoverTests {
    @Test("the node of higher priority is active, and the other one is not")
    func start() {
        let cluster = Cluster.pair()
        #expect(cluster.holders == [0])
        #expect(cluster.isServed)
        #expect(cluster.splitBrains.isEmpty)
    }

    @Test("a dead node is replaced after three intervals and the skew time")
    func crash() {
        let cluster = Cluster.pair()
        cluster.turnOff(0)
        let bound = Duration.seconds(3) + .seconds(1) * (256 - 100) / 256
        cluster.run(for: bound + .milliseconds(1))
        #expect(cluster.holders == [1])
        #expect(cluster.isServed)
    }

    @Test("an orderly stop leaves no moment without the addresses", arguments: [10, 100, 1000])
    func stop(milliseconds: Int) {
        let cluster = Cluster.pair(interval: .milliseconds(milliseconds))
        let record = cluster.record()
        cluster.tell(0, .stop)
        cluster.run(for: .milliseconds(20))
        #expect(cluster.holders == [1])
        #expect(!cluster.stations[0].isRunning)
        cluster.run(for: .milliseconds(milliseconds * 5))
        #expect(cluster.holders == [1])
        #expect(record.fewest == 1)
        #expect(record.isAlwaysServed)
        #expect(cluster.splitBrains.isEmpty)
    }

    @Test("a stop of the last node ends after the longest skew time")
    func stopAlone() {
        let cluster = Cluster.pair()
        cluster.turnOff(1)
        cluster.run(for: .seconds(10))
        cluster.tell(0, .stop)
        cluster.run(for: .milliseconds(900))
        #expect(cluster.holders == [0])
        cluster.run(for: .milliseconds(250))
        #expect(cluster.holders.isEmpty)
        #expect(!cluster.stations[0].isRunning)
    }

    @Test("a third node does not take the role over that was offered to another one")
    func offered() throws {
        let cluster = Cluster(seed: 1)
        for priority: UInt8 in [200, 254, 254] {
            // The skew time of priority 254 is less than that of a packet.
            cluster.addNode(priority: priority, interval: .milliseconds(10)) {
                $0.preempts = false
            }
        }
        cluster.start(0)
        cluster.run(for: .milliseconds(100))
        for index in 1...2 { cluster.start(index) }
        cluster.run(for: .milliseconds(100))
        #expect(cluster.holders == [0])
        // The first packets of the node that takes over are lost.
        cluster.cut(2, 1)
        cluster.tell(0, .standBy)
        cluster.run(for: .milliseconds(5))
        cluster.cut(2, 1, isCut: false)
        cluster.run(for: .milliseconds(100))
        #expect(cluster.holders == [2])
        #expect(try cluster.ballast(1).roles.map(\.1) == [.started])
    }

    @Test("standby, resume and a requested handover lose nothing")
    func planned() throws {
        let cluster = Cluster.pair()
        let record = cluster.record()
        cluster.tell(0, .standBy)
        cluster.run(for: .milliseconds(20))
        #expect(cluster.holders == [1])
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [1])
        cluster.tell(0, .resume)
        cluster.run(for: .seconds(6))
        #expect(cluster.holders == [0])
        cluster.tell(0, .handOver(to: nil))
        cluster.run(for: .milliseconds(20))
        #expect(cluster.holders == [1])
        // Not taken back by preemption, as long as the other one is well.
        cluster.run(for: .seconds(30))
        #expect(cluster.holders == [1])
        #expect(record.isAlwaysServed)
        #expect(record.fewest == 1)
        #expect(record.overlap < .milliseconds(10))
        #expect(cluster.splitBrains.isEmpty)
        #expect(cluster.failedHandovers == 0)
        let causes = try cluster.ballast(0).roles.map(\.1)
        #expect(causes == [.started, .silence, .handedOn, .preempted, .handedOn])
    }

    @Test("the last node keeps the addresses in standby, and gives them to the next one")
    func standbyAlone() {
        let cluster = Cluster.pair()
        cluster.turnOff(1)
        cluster.run(for: .seconds(10))
        let record = cluster.record()
        cluster.tell(0, .standBy)
        cluster.run(for: .seconds(30))
        #expect(cluster.holders == [0])
        cluster.start(1)
        cluster.run(for: .seconds(20))
        #expect(cluster.holders == [1])
        #expect(record.isAlwaysServed)
    }

    @Test("a returned node takes the role back without a gap, after its delay")
    func preemption() {
        let cluster = Cluster.pair { $0.preemptDelay = .seconds(10) }
        cluster.turnOff(0)
        cluster.run(for: .seconds(5))
        #expect(cluster.holders == [1])
        let record = cluster.record()
        cluster.start(0)
        cluster.run(for: .seconds(9))
        #expect(cluster.holders == [1])
        cluster.run(for: .seconds(6))
        #expect(cluster.holders == [0])
        #expect(record.isAlwaysServed)
        #expect(record.fewest == 1)
        #expect(cluster.splitBrains.isEmpty)
    }

    @Test("without preemption a returned node stays backup, and so does one that is not ready")
    func noPreemption() {
        for preempts in [false, true] {
            let cluster = Cluster.pair(preempts: preempts)
            cluster.turnOff(0)
            cluster.run(for: .seconds(5))
            cluster.start(0)
            var condition = NodeCondition()
            condition.isReady = false
            if preempts { cluster.tell(0, .condition(condition)) }
            cluster.run(for: .seconds(20))
            #expect(cluster.holders == [1])
            // It takes over from a dead node all the same.
            cluster.turnOff(1)
            cluster.run(for: .seconds(5))
            #expect(cluster.holders == [0])
        }
    }

    @Test("a fault hands the role over within a round trip")
    func fault() {
        let cluster = Cluster.pair()
        let record = cluster.record()
        var condition = NodeCondition()
        condition.isUsable = false
        cluster.tell(0, .condition(condition))
        #expect(cluster.holders.isEmpty)
        cluster.run(for: .milliseconds(2))
        #expect(cluster.holders == [1])
        #expect(record.vacancy < .milliseconds(1))
        cluster.tell(0, .condition(NodeCondition()))
        cluster.run(for: .seconds(6))
        #expect(cluster.holders == [0])
    }

    @Test(
        "a healthier peer gets the role; equally bad health changes nothing",
        arguments: [true, false])
    func penalties(preempts: Bool) {
        let cluster = Cluster.pair(preempts: preempts)
        let record = cluster.record()
        var worse = NodeCondition()
        worse.penalty = 60
        cluster.tell(0, .condition(worse))
        cluster.run(for: .milliseconds(20))
        #expect(cluster.holders == [1])
        cluster.tell(1, .condition(worse))
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == (preempts ? [0] : [1]))
        #expect(record.isAlwaysServed)
    }

    @Test("a controller that is gone costs the role after its grace, if a peer is well")
    func controller() {
        let cluster = Cluster.pair()
        let record = cluster.record()
        cluster.tell(0, .controller(isAlive: false))
        cluster.run(for: .seconds(59))
        #expect(cluster.holders == [0])
        cluster.run(for: .seconds(3))
        #expect(cluster.holders == [1])
        cluster.tell(1, .controller(isAlive: false))
        cluster.tell(0, .controller(isAlive: true))
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [0])
        #expect(record.isAlwaysServed)
    }

    @Test("two groups of a node are independent")
    func groups() {
        let cluster = Cluster.pair()
        var report = Report(
            routerID: 52, node: NodeID(name: "node 0"), session: 1, sequence: 99, priority: 255,
            interval: .seconds(1), address: ip("10.0.0.9"))
        report.role = .active
        cluster.tell(0, .report(report, link: 0, source: nil))
        #expect(cluster.holders == [0])
    }
}
