/// The traffic since the counters began: the service was added, or HAProxy's worker started.
public struct TrafficTotals: Sendable, Codable, Hashable {
    /// Connections; of a proxy: sessions.
    public var connections: UInt64
    /// Bytes from clients.
    public var bytesIn: UInt64
    /// Bytes to clients.
    public var bytesOut: UInt64
    /// Packets from clients; nil: HAProxy counts none.
    public var packetsIn: UInt64?
    /// Packets to clients; nil: as above.
    public var packetsOut: UInt64?

    /// Creates totals.
    public init(connections: UInt64, bytesIn: UInt64, bytesOut: UInt64) {
        self.connections = connections
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
    }

    /// Creates the totals of the kernel.
    public init(_ counters: TrafficCounters) {
        self.init(
            connections: counters.connections, bytesIn: counters.bytesIn,
            bytesOut: counters.bytesOut)
        packetsIn = counters.packetsIn
        packetsOut = counters.packetsOut
    }
}
