import Addresses
import Testing
import VRRP

/// Nodes with different intervals: one with the usual 200 ms and one with 1 s, which is what
/// keepalived, other programs and earlier versions of Ballast have.
@Suite("Different intervals on two nodes")
struct MixedIntervalTests {
    static let short = Duration.milliseconds(200)
    static let long = Duration.seconds(1)

    /// A node for each interval, by its place; the first has the higher priority.
    ///
    /// Only the node of the short interval listens for longer, as the election process has it.
    private static func pair(
        _ intervals: [Duration], preempts: Bool = true, delay: Duration = .zero, seed: Int
    ) -> Cluster {
        let cluster = Cluster(seed: seed)
        for (index, interval) in intervals.enumerated() {
            cluster.addNode(priority: index == 0 ? 150 : 100, interval: interval) {
                $0.preempts = preempts
                $0.preemptDelay = delay
                if interval == short { $0.listening = .milliseconds(1200) }
            }
        }
        return cluster
    }

    private static func starts(_ cluster: Cluster, _ first: Int, then second: Int) {
        cluster.start(first)
        cluster.run(for: .seconds(8))
        #expect(cluster.holders == [first])
        // At any moment between two advertisements.
        cluster.run(for: .milliseconds(Int.random(in: 0..<1000, using: &cluster.numbers)))
        cluster.start(second)
    }

    @Test("a node that starts hears the active one first", arguments: [0, 1], 1...40)
    func start(short place: Int, seed: Int) throws {
        let intervals = place == 0 ? [Self.short, Self.long] : [Self.long, Self.short]
        for active in 0...1 {
            let cluster = Self.pair(intervals, preempts: false, seed: seed)
            Self.starts(cluster, active, then: 1 - active)
            let record = cluster.record()
            cluster.run(for: .seconds(10))
            #expect(cluster.holders == [active])
            #expect(record.most == 1)
            #expect(try cluster.ballast(1 - active).roles.map(\.0) == [.backup])
        }
    }

    @Test("preemption keeps its delay and its order", arguments: [0, 1], 1...20)
    func preemption(short place: Int, seed: Int) throws {
        let intervals = place == 0 ? [Self.short, Self.long] : [Self.long, Self.short]
        let cluster = Self.pair(intervals, delay: .seconds(5), seed: seed)
        Self.starts(cluster, 1, then: 0)
        let record = cluster.record()
        cluster.run(for: .seconds(4))
        #expect(cluster.holders == [1])
        cluster.run(for: .seconds(8))
        #expect(cluster.holders == [0])
        #expect(record.isAlwaysServed)
        #expect(record.overlap < .milliseconds(2))
        #expect(try cluster.ballast(0).roles.last?.1 == .preempted)
    }

    @Test("a backup takes over by the interval of the active node", arguments: [0, 1], 1...20)
    func takeover(active: Int, seed: Int) {
        for intervals in [[Self.short, Self.long], [Self.long, Self.short]] {
            let cluster = Self.pair(intervals, preempts: false, seed: seed)
            Self.starts(cluster, active, then: 1 - active)
            cluster.run(for: .seconds(5))
            cluster.turnOff(active)
            let record = cluster.record()
            cluster.run(for: .seconds(4))
            #expect(cluster.holders == [1 - active])
            let bound = intervals[active] * 3 + intervals[active] * 156 / 256
            #expect(record.vacancy <= bound + .milliseconds(1))
        }
    }

    @Test("a return after a fault, without a moment of two masters", arguments: [0, 1], 1...20)
    func recovery(short place: Int, seed: Int) throws {
        let intervals = place == 0 ? [Self.short, Self.long] : [Self.long, Self.short]
        let cluster = Self.pair(intervals, preempts: false, seed: seed)
        Self.starts(cluster, 0, then: 1)
        cluster.run(for: .seconds(5))
        cluster.stations[0].linksDown = [0]
        cluster.tell(0, .link(0, isUp: false))
        cluster.run(for: .seconds(12))
        #expect(cluster.holders == [1])
        cluster.run(for: .milliseconds(Int.random(in: 0..<1000, using: &cluster.numbers)))
        let record = cluster.record()
        cluster.stations[0].linksDown = []
        cluster.tell(0, .link(0, isUp: true))
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [1])
        #expect(record.most == 1)
    }

    @Test("a split that heals has one loser at once", arguments: [0, 1], 1...20)
    func heal(short place: Int, seed: Int) {
        let intervals = place == 0 ? [Self.short, Self.long] : [Self.long, Self.short]
        let cluster = Self.pair(intervals, seed: seed)
        Self.starts(cluster, 0, then: 1)
        cluster.cutBoth(0, 1)
        cluster.run(for: .seconds(9))
        #expect(cluster.holders == [0, 1])
        let record = cluster.record()
        cluster.cutBoth(0, 1, isCut: false)
        cluster.run(for: .seconds(10))
        #expect(cluster.holders == [0])
        #expect(record.overlap <= .milliseconds(1010))
    }

    @Test("another program with 1 s", arguments: [150, 100] as [UInt8], 1...20)
    func stranger(priority: UInt8, seed: Int) {
        let cluster = Cluster(seed: seed)
        cluster.addNode(priority: priority, interval: Self.short) {
            $0.listening = .milliseconds(1200)
        }
        cluster.add(PlainStation(index: 1, priority: 120, interval: Self.long))
        let preferred = priority > 120 ? 0 : 1
        // The one that is preferred starts later, and then the other one.
        for second in [preferred, 1 - preferred] {
            cluster.turnOff(0)
            cluster.turnOff(1)
            Self.starts(cluster, 1 - second, then: second)
            let record = cluster.record()
            cluster.run(for: .seconds(10))
            #expect(cluster.holders == [preferred])
            if second != preferred { #expect(record.most == 1) }
            #expect(record.overlap < .milliseconds(2))
        }
        // Each takes over by the interval of the other one.
        for active in [preferred, 1 - preferred] {
            cluster.turnOff(active)
            let record = cluster.record()
            cluster.run(for: .seconds(4))
            #expect(cluster.holders == [1 - active])
            let interval = active == 0 ? Self.short : Self.long
            #expect(record.vacancy <= interval * 3 + interval * 156 / 256 + .milliseconds(1))
            cluster.start(active)
            cluster.run(for: .seconds(10))
        }
    }
}
