import Addresses
import Model

/// The objects of LVS-MIB, made from a status.
///
/// **Source:** `examples/snmp/LVS-MIB.txt`.
struct LVSObjects {
    /// The root, `lvs`.
    static let root = ObjectID([1, 3, 6, 1, 4, 1, 8225, 4711])

    /// The facts of the kernel beside services.
    struct Kernel: Sendable {
        /// The version of IPVS, `1.2.1`, and the number of rows of its hash table; nil: not known.
        var version: (name: String, rows: Int)?
        /// The timeouts; nil: not known.
        var timeouts: IPVSTimeouts?

        /// Parses the first line of `/proc/net/ip_vs`.
        static func version(in text: String) -> (name: String, rows: Int)? {
            let words = text.prefix { $0 != "\n" }.split { " ()=".contains($0) }
            guard words.count >= 7, words[3] == "version", let rows = Int(words[6]) else {
                return nil
            }
            return (String(words[4]), rows)
        }
    }

    private var objects: [(id: ObjectID, value: ObjectValue)] = []

    /// The table of a status.
    static func table(of status: Status, _ kernel: Kernel) -> ObjectTable {
        var objects = LVSObjects()
        objects.addScalars(status, kernel)
        for (number, service) in status.services.enumerated() {
            objects.add(service, UInt32(number + 1))
        }
        return ObjectTable(objects.objects)
    }

    private mutating func addScalars(_ status: Status, _ kernel: Kernel) {
        func add(_ number: UInt32, _ value: ObjectValue?) {
            guard let value else { return }
            objects.append((Self.root.appending(number, 0), value))
        }
        add(1, kernel.version.map { .text($0.name) })
        add(2, .integer(status.services.count))
        add(3, kernel.version.map { .integer($0.rows) })
        add(4, kernel.timeouts.map { .integer($0.tcp) })
        add(5, kernel.timeouts.map { .integer($0.tcpFin) })
        add(6, kernel.timeouts.map { .integer($0.udp) })
        let daemons = (status.syncDaemons ?? []).filter { $0.got != nil }.map(\.state)
        add(
            7,
            .integer(
                (daemons.contains(.master) ? 1 : 0) + (daemons.contains(.backup) ? 2 : 0)))
        add(8, .integer(status.health.healthy ? 1 : 2))
    }

    private mutating func add(_ service: ServiceStatus, _ number: UInt32) {
        func add(_ column: UInt32, _ value: ObjectValue) {
            objects.append((Self.root.appending(17, 1, column, number), value))
        }
        let summary = ServiceSummary(service)
        let used = service.got ?? service.want
        let connections = service.servers.map(\.connections)
        func sum(_ part: (ConnectionCounts) -> Int) -> ObjectValue {
            .gauge(UInt64(max(0, connections.reduce(0) { $0 + part($1) })))
        }
        add(1, .integer(Int(number)))
        add(2, .text(used?.scheduler.rawValue ?? ""))
        add(3, .integer(Self.number(of: service.key.transport)))
        add(4, Self.address(service.key.endpoint?.address))
        add(5, .integer(Int(service.key.endpoint?.port ?? 0)))
        if case .mark(let mark, _) = service.key {
            add(6, .gauge(UInt64(mark)))
        } else {
            add(6, .gauge(0))
        }
        add(7, .integer(used?.persistence?.timeout ?? 0))
        add(8, .integer(summary.serving))
        add(9, .integer(service.servers.count))
        let counters = service.counters
        for (column, count) in zip(
            UInt32(10)...14,
            [
                counters.connections, counters.packetsIn, counters.packetsOut, counters.bytesIn,
                counters.bytesOut,
            ])
        {
            add(column, .counter(count))
        }
        add(15, sum(\.active))
        add(16, sum(\.inactive))
        add(17, sum(\.persistent))
        for (column, rate) in zip(
            UInt32(18)...22,
            [
                counters.connectionRate, counters.packetRateIn, counters.packetRateOut,
                counters.byteRateIn, counters.byteRateOut,
            ])
        {
            add(column, .gauge(rate))
        }
        add(23, .text(summary.name))
        add(24, .integer(summary.state.rawValue + 1))
        for (place, server) in service.servers.enumerated() {
            self.add(server, number, UInt32(place + 1))
        }
    }

    private mutating func add(_ server: ServerStatus, _ service: UInt32, _ number: UInt32) {
        func add(_ column: UInt32, _ value: ObjectValue) {
            objects.append((Self.root.appending(18, 1, column, service, number), value))
        }
        let summary = ServerSummary(server)
        let used = server.got ?? server.want
        add(1, .integer(Int(service)))
        add(2, .integer(Int(number)))
        add(3, Self.address(server.endpoint.address))
        add(4, .integer(Int(server.endpoint.port)))
        add(5, .text(used?.forwarding.description ?? ""))
        add(6, .integer(server.got?.weight ?? 0))
        add(7, .integer(used?.limits.upper ?? 0))
        add(8, .integer(used?.limits.lower ?? 0))
        add(9, .gauge(UInt64(max(0, server.connections.active))))
        add(10, .gauge(UInt64(max(0, server.connections.inactive))))
        add(11, .gauge(UInt64(max(0, server.connections.persistent))))
        add(12, .text(summary.name))
        add(13, .integer(summary.state.rawValue + 1))
        add(14, .text(summary.reason ?? ""))
    }

    /// Source: `protocols(5)`.
    private static func number(of transport: TransportProtocol?) -> Int {
        switch transport {
        case nil: 0
        case .tcp: 6
        case .udp: 17
        case .sctp: 132
        }
    }

    private static func address(_ address: IPAddress?) -> ObjectValue {
        switch address {
        case nil: .text("")
        case .v4(let address): .text("\(address)")
        case .v6(let address): .text("\(address)")
        }
    }
}
