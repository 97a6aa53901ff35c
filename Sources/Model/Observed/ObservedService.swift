import Addresses

/// A service in the kernel.
public struct ObservedService: Sendable, Hashable {
    /// Identity and configuration.
    public var service: VirtualService
    /// Destinations by endpoint.
    public var destinations: [Endpoint: ObservedDestination]
    /// Totals and rates.
    public var counters: TrafficCounters

    /// Creates a service with these destinations.
    public init(
        service: VirtualService, destinations: [Endpoint: ObservedDestination] = [:],
        counters: TrafficCounters = TrafficCounters()
    ) {
        self.service = service
        self.destinations = destinations
        self.counters = counters
    }
}

/// A destination in the kernel.
public struct ObservedDestination: Sendable, Hashable {
    /// Identity and configuration.
    public var destination: Destination
    /// Current connections.
    public var connections: ConnectionCounts
    /// Totals and rates.
    public var counters: TrafficCounters

    /// Creates a destination with these connections.
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
    /// Established TCP connections, and all connections of UDP.
    public var active: Int
    /// Not established: opening, closing, waiting.
    public var inactive: Int
    /// Persistence templates: clients that will return to this destination.
    public var persistent: Int

    /// Creates counts.
    public init(active: Int = 0, inactive: Int = 0, persistent: Int = 0) {
        self.active = active
        self.inactive = inactive
        self.persistent = persistent
    }

    /// Connections that a removal of the destination would cut: active and inactive ones.
    public var open: Int { active + inactive }
}

/// Totals since creation, and rates over the last seconds.
///
/// Source: `linux/ip_vs.h`, `IPVS_STATS_ATTR_*`, the 64-bit set.
public struct TrafficCounters: Sendable, Hashable, Codable {
    /// Scheduled connections.
    public var connections: UInt64
    /// Packets from clients.
    public var packetsIn: UInt64
    /// Packets to clients; not visible with gate and tunnels.
    public var packetsOut: UInt64
    /// Bytes from clients.
    public var bytesIn: UInt64
    /// Bytes to clients.
    public var bytesOut: UInt64
    /// Connections per second.
    public var connectionRate: UInt64
    /// Packets per second from clients.
    public var packetRateIn: UInt64
    /// Packets per second to clients.
    public var packetRateOut: UInt64
    /// Bytes per second from clients.
    public var byteRateIn: UInt64
    /// Bytes per second to clients.
    public var byteRateOut: UInt64

    /// Creates totals, with rates of zero.
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
