/// The traffic of a second.
public struct TrafficRates: Sendable, Codable, Hashable {
    /// New connections; of a proxy: sessions; nil: unknown.
    public var connections: Double?
    /// Bytes from clients; nil: unknown.
    public var bytesIn: Double?
    /// Bytes to clients; nil: unknown.
    public var bytesOut: Double?
    /// Packets from clients; nil: unknown, or of a proxy.
    public var packetsIn: Double?
    /// Packets to clients; nil: as above.
    public var packetsOut: Double?

    /// Creates rates that are all unknown.
    public init() {}

    /// Creates the rates that the kernel estimates.
    public init(_ counters: TrafficCounters) {
        connections = Double(counters.connectionRate)
        bytesIn = Double(counters.byteRateIn)
        bytesOut = Double(counters.byteRateOut)
        packetsIn = Double(counters.packetRateIn)
        packetsOut = Double(counters.packetRateOut)
    }
}
