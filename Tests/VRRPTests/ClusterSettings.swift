import Addresses
import Testing
import VRRP

extension Cluster {
    /// Adds a node of Ballast, with the links 0 up to a number.
    @discardableResult
    func addNode(
        priority: UInt8, links: Int = 1, interval: Duration = .seconds(1),
        change: @escaping (inout ElectionSettings) -> Void = { _ in }
    ) -> BallastStation {
        let index = stations.count
        let station = BallastStation(index: index) { session in
            var settings = ElectionSettings(
                routerID: 51, node: NodeID(name: "node \(index)"), session: session,
                address: .v4(IPv4Address(rawValue: 0x0a00_0001 + UInt32(index))),
                links: (0..<links).map { link in
                    ElectionLink(
                        id: link, carriesAddresses: link == 0,
                        sources: [
                            .v4(
                                IPv4Address(
                                    rawValue: 0x0a00_0001 + UInt32(link) << 8 + UInt32(index)))
                        ])
                })
            settings.priority = priority
            settings.interval = interval
            change(&settings)
            return settings
        }
        add(station)
        return station
    }

    /// Two nodes of Ballast, of which the first is active and healthy.
    static func pair(
        links: Int = 1, interval: Duration = .seconds(1), preempts: Bool = true, seed: Int = 1,
        change: @escaping (inout ElectionSettings) -> Void = { _ in }
    ) -> Cluster {
        let cluster = Cluster(seed: seed)
        for priority: UInt8 in [150, 100] {
            cluster.addNode(priority: priority, links: links, interval: interval) {
                $0.preempts = preempts
                change(&$0)
            }
        }
        cluster.start(0)
        cluster.start(1)
        cluster.run(for: interval * 6)
        return cluster
    }

    func ballast(_ index: Int) throws -> BallastStation {
        try #require(stations[index] as? BallastStation)
    }

    /// Records from now on the most and the fewest holders, and whether the client was ever not
    /// served.
    func record() -> Record {
        let record = Record()
        record.note(self)
        observe = { record.note($0) }
        return record
    }

    final class Record {
        private(set) var fewest = Int.max
        private(set) var most = 0
        private(set) var isAlwaysServed = true
        /// The time in which more than one station had the addresses.
        private(set) var overlap = Duration.zero
        private(set) var vacancy = Duration.zero
        private var last: (Moment, Int, Bool)?

        func note(_ cluster: Cluster) {
            let count = cluster.holders.count
            if let last {
                if last.1 > 1 { overlap += cluster.now - last.0 }
                if !last.2 { vacancy += cluster.now - last.0 }
            }
            last = (cluster.now, count, cluster.isServed)
            fewest = min(fewest, count)
            most = max(most, count)
            isAlwaysServed = isAlwaysServed && cluster.isServed
        }
    }
}
