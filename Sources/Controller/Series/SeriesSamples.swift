import Model
import Reconciliation
import Series

/// The samples of a moment: readings of the kernel and of HAProxy as rates.
///
/// A state machine without input or output of its own.
struct SeriesSamples: Sendable {
    var clock = SeriesClock()
    private var rates = SeriesRates()
    /// The latest values of services and proxies, for the sum of the node.
    private var latest: [SeriesID: (SeriesLayout, SeriesValues)] = [:]
    /// The latest values of all subjects, in the columns of their layouts.
    private(set) var known: [SeriesID: SeriesValues] = [:]
    /// The rates of services and proxies in the latest minutes.
    private(set) var recent = RecentRates()

    /// Returns the messages with all samples that are new.
    ///
    /// - Parameter now: milliseconds since 1970.
    mutating func frame(
        of snapshot: LoopSnapshot, _ proxies: [ProxyStatus], at places: SeriesPlaces, now: Int64
    ) -> SeriesFrame {
        var frame = SeriesFrame()
        // A subject that was not read again has its values; one that is gone has none.
        let former = latest
        latest.removeAll(keepingCapacity: true)
        snapshot.traffic { service, found, time in
            guard let group = places.services[service.key] else { return }
            var active = 0
            var inactive = 0
            for server in found.destinations.values {
                active += server.connections.active
                inactive += server.connections.inactive
                guard let id = group.parts[server.destination.endpoint] else { continue }
                _ = add(
                    id, .packets, SeriesReading(server, at: time), to: &frame)
            }
            let reading = SeriesReading(
                time: time, active: active, waiting: inactive, counters: found.counters.counters)
            let values = add(group.id, .packets, reading, to: &frame)
            latest[group.id] = values.map { (SeriesLayout.packets, $0) } ?? former[group.id]
        }
        for proxy in proxies {
            guard let group = places.proxies[proxy.name], let sessions = proxy.sessions else {
                continue
            }
            let reading = SeriesReading(
                time: now, active: sessions,
                waiting: proxy.queued,
                counters: SeriesCounters(
                    connections: proxy.total, bytesIn: proxy.bytesIn ?? 0,
                    bytesOut: proxy.bytesOut ?? 0))
            let values = add(group.id, .sessions, reading, to: &frame)
            latest[group.id] = values.map { (SeriesLayout.sessions, $0) } ?? former[group.id]
            for server in proxy.servers {
                guard let id = group.parts[server.name], let bytes = server.bytesIn else {
                    continue
                }
                let reading = SeriesReading(
                    time: now, active: server.sessions,
                    waiting: server.queued,
                    counters: SeriesCounters(
                        connections: server.total, bytesIn: bytes,
                        bytesOut: server.bytesOut ?? 0))
                _ = add(id, .sessions, reading, to: &frame)
            }
        }
        frame.add(SeriesIndex.node, .packets, at: now, sum)
        // The third column of both layouts has the new connections.
        recent.add(latest.mapValues { $0.1[2] })
        return frame
    }

    /// Forgets all readings: another recorder has none of their samples.
    mutating func removeAll() {
        rates.removeAll()
        latest.removeAll()
        known.removeAll()
    }

    /// Notes that a moment has no samples.
    mutating func skip() {
        known.removeAll()
        recent.addGap()
    }

    /// Forgets series that have no subject any more.
    mutating func keep(_ places: SeriesPlaces) {
        var ids: Set<SeriesID> = []
        for group in places.services.values { ids.formUnion([group.id] + group.parts.values) }
        for group in places.proxies.values { ids.formUnion([group.id] + group.parts.values) }
        rates.keep(ids)
        known = known.filter { ids.contains($0.key) }
    }

    private mutating func add(
        _ id: SeriesID, _ layout: SeriesLayout, _ reading: SeriesReading,
        to frame: inout SeriesFrame
    ) -> SeriesValues? {
        guard let values = rates.values(of: id, layout, reading) else { return nil }
        frame.add(id, layout, at: reading.time, values)
        known[id] = values
        return values
    }

    /// The sum of all services and proxies, in the columns of services.
    private var sum: SeriesValues {
        var sum = SeriesValues()
        for (layout, values) in latest.values {
            switch layout {
            case .packets: sum.add(values)
            case .sessions:
                var part = SeriesValues()
                for (column, name) in layout.columns.enumerated() {
                    guard let place = SeriesLayout.packets.columns.firstIndex(of: name) else {
                        continue
                    }
                    part[place] = values[column]
                }
                sum.add(part)
            }
        }
        return sum
    }
}

extension TrafficCounters {
    /// The totals of a series.
    var counters: SeriesCounters {
        SeriesCounters(
            connections: connections, bytesIn: bytesIn, bytesOut: bytesOut, packetsIn: packetsIn,
            packetsOut: packetsOut)
    }
}

extension SeriesReading {
    /// The reading of a server in the kernel.
    init(_ server: ObservedDestination, at time: Int64) {
        self.init(
            time: time, active: server.connections.active,
            waiting: server.connections.inactive, counters: server.counters.counters)
    }
}
