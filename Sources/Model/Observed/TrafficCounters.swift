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
