import Addresses
import Testing
import VRRP

/// Links among three nodes that are deaf in one direction, or cut between two of them.
@Suite("Witnesses of the active node")
struct WitnessTests {
    /// Three nodes with these priorities, whose cuts begin before them.
    private static func trio(
        _ priorities: [UInt8], cuts: [(Int, Int)], change: (Cluster) -> Void = { _ in }
    ) -> Cluster {
        let cluster = Cluster(seed: 7)
        for priority in priorities { cluster.addNode(priority: priority) }
        for (from, to) in cuts { cluster.cut(from, to) }
        for index in priorities.indices { cluster.start(index) }
        change(cluster)
        return cluster
    }

    /// Number of changes of the holder within a time, seen every interval.
    private static func moves(_ cluster: Cluster, seconds: Int) -> Int {
        var last = cluster.holders
        var count = 0
        for _ in 0..<(seconds * 4) {
            cluster.run(for: .milliseconds(250))
            if cluster.holders != last { count += 1 }
            last = cluster.holders
        }
        return count
    }

    @Test("a backup that is deaf to the active node leaves it the role while a third one hears it")
    func deaf() throws {
        let cluster = Cluster(seed: 3)
        for priority: UInt8 in [150, 100, 120] { cluster.addNode(priority: priority) }
        for index in 0...2 { cluster.start(index) }
        cluster.run(for: .seconds(8))
        #expect(cluster.holders == [0])
        cluster.cut(0, 1)
        let record = cluster.record()
        #expect(Self.moves(cluster, seconds: 60) == 0)
        #expect(record.most == 1)
        #expect(record.fewest == 1)
        let deaf = try cluster.ballast(1)
        let master = deaf.election.witnessedActive(cluster.now)
        #expect(master == NodeID(name: "node 0"))
        let isSettled = deaf.election.isSettled(at: cluster.now, within: .seconds(5))
        #expect(isSettled)
        // The third node knows which of its peers is deaf to which.
        let missing = try cluster.ballast(2).election.peers[NodeID(name: "node 1")]?.unheard
        #expect(missing?.keys.sorted() == [NodeID(name: "node 0")])
        // The witness does not keep a dead node alive.
        cluster.turnOff(0)
        cluster.run(for: .seconds(6))
        #expect(cluster.holders == [2])
    }

    @Test("a node that dies is replaced as soon as without witnesses")
    func death() {
        let cluster = Self.trio([150, 120, 100], cuts: [])
        cluster.run(for: .seconds(8))
        #expect(cluster.holders == [0])
        cluster.turnOff(0)
        // The down interval of priority 120 is 3.53 s.
        cluster.run(for: .milliseconds(3540))
        #expect(cluster.holders == [1])
    }

    @Test("two active nodes that a third one hears become one", arguments: [[0, 1], [1, 0]])
    func cut(order: [Int]) {
        let cluster = Cluster(seed: 4)
        for priority: UInt8 in [150, 120, 100] { cluster.addNode(priority: priority) }
        for (from, to) in [(0, 1), (1, 0), (0, 2), (1, 2), (2, 0), (2, 1)] {
            cluster.cut(from, to)
        }
        for index in order { cluster.start(index) }
        cluster.run(for: .seconds(8))
        #expect(cluster.holders == [0, 1])
        for (from, to) in [(0, 2), (1, 2), (2, 0), (2, 1)] {
            cluster.cut(from, to, isCut: false)
        }
        cluster.start(2)
        cluster.run(for: .seconds(6))
        #expect(cluster.holders == [0])
        #expect(Self.moves(cluster, seconds: 30) == 0)
    }

    /// All directions among three nodes, each heard or not: bit n is the nth of these.
    private static let directions = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]

    @Test("with stable links the role does not move for ever", arguments: 0..<64)
    func stable(pattern: Int) {
        let cuts = Self.directions.enumerated().filter { pattern & 1 << $0.offset != 0 }
            .map(\.element)
        let orders: [[UInt8]] = [
            [150, 120, 100], [150, 100, 120], [120, 150, 100], [120, 100, 150], [100, 150, 120],
            [100, 120, 150],
        ]
        for priorities in orders {
            // From the start, and after a time with all links.
            for isLate in [false, true] {
                let cluster = Self.trio(priorities, cuts: isLate ? [] : cuts)
                if isLate {
                    cluster.run(for: .seconds(8))
                    for (from, to) in cuts { cluster.cut(from, to) }
                }
                cluster.run(for: .seconds(30))
                let moves = Self.moves(cluster, seconds: 60)
                #expect(moves == 0, "\(priorities), cut \(cuts), late \(isLate): \(moves) moves")
                guard Self.isConnected(without: cuts) else { continue }
                #expect(
                    cluster.holders.count == 1,
                    "\(priorities), cut \(cuts), late \(isLate): \(cluster.holders)")
            }
        }
    }

    /// Whether each node is heard by each other one, perhaps through the third.
    private static func isConnected(without cuts: [(Int, Int)]) -> Bool {
        func isOpen(_ from: Int, _ to: Int) -> Bool { !cuts.contains { $0 == (from, to) } }
        return directions.allSatisfy { from, to in
            isOpen(from, to) || isOpen(from, 3 - from - to) && isOpen(3 - from - to, to)
        }
    }
}
