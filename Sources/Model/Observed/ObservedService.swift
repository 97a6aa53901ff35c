import Addresses

/// A service as the kernel holds it.
public struct ObservedService: Sendable, Hashable {
    /// Identity and configuration.
    public var service: VirtualService
    /// Destinations by endpoint.
    public var destinations: [Endpoint: ObservedDestination]
    /// Totals and rates.
    public var counters: TrafficCounters

    /// This service with these destinations.
    public init(
        service: VirtualService, destinations: [Endpoint: ObservedDestination] = [:],
        counters: TrafficCounters = TrafficCounters()
    ) {
        self.service = service
        self.destinations = destinations
        self.counters = counters
    }
}

/// A destination as the kernel holds it.
public struct ObservedDestination: Sendable, Hashable {
    /// Identity and configuration.
    public var destination: Destination
    /// Connections at this moment.
    public var connections: ConnectionCounts
    /// Totals and rates.
    public var counters: TrafficCounters

    /// This destination with these connections.
    public init(
        destination: Destination, connections: ConnectionCounts = ConnectionCounts(),
        counters: TrafficCounters = TrafficCounters()
    ) {
        self.destination = destination
        self.connections = connections
        self.counters = counters
    }
}

/// Connections at a destination.
///
/// Source: `linux/ip_vs.h`, `IPVS_DEST_ATTR_*_CONNS`.
public struct ConnectionCounts: Sendable, Hashable, Codable {
    /// Established, and all of UDP.
    public var active: Int
    /// Not established: opening, closing, waiting.
    public var inactive: Int
    /// Persistence templates: clients that are to come back here.
    public var persistent: Int

    /// These counts.
    public init(active: Int = 0, inactive: Int = 0, persistent: Int = 0) {
        self.active = active
        self.inactive = inactive
        self.persistent = persistent
    }

    /// Connections that would be cut if the destination went: active and inactive ones.
    public var open: Int { active + inactive }
}

/// Totals since creation and rates over the last seconds.
///
/// Source: `linux/ip_vs.h`, `IPVS_STATS_ATTR_*`, the 64-bit set.
public struct TrafficCounters: Sendable, Hashable, Codable {
    /// Connections scheduled.
    public var connections: UInt64
    /// Packets from clients.
    public var packetsIn: UInt64
    /// Packets to clients; with gate and tunnels they are not seen.
    public var packetsOut: UInt64
    /// Bytes from clients.
    public var bytesIn: UInt64
    /// Bytes to clients.
    public var bytesOut: UInt64
    /// Connections a second.
    public var connectionRate: UInt64
    /// Packets a second from clients.
    public var packetRateIn: UInt64
    /// Packets a second to clients.
    public var packetRateOut: UInt64
    /// Bytes a second from clients.
    public var byteRateIn: UInt64
    /// Bytes a second to clients.
    public var byteRateOut: UInt64

    /// These totals, with rates of zero.
    public init(
        connections: UInt64 = 0, packetsIn: UInt64 = 0, packetsOut: UInt64 = 0,
        bytesIn: UInt64 = 0, bytesOut: UInt64 = 0
    ) {
        self.connections = connections
        self.packetsIn = packetsIn
        self.packetsOut = packetsOut
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        connectionRate = 0
        packetRateIn = 0
        packetRateOut = 0
        byteRateIn = 0
        byteRateOut = 0
    }
}
