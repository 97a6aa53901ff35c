/// Counters since a reset, in the order of the columns of a layout.
public struct SeriesCounters: Sendable, Hashable {
    private var connections: UInt64
    private var bytesIn: UInt64
    private var bytesOut: UInt64
    private var packetsIn: UInt64
    private var packetsOut: UInt64

    /// Creates counters.
    public init(
        connections: UInt64, bytesIn: UInt64, bytesOut: UInt64, packetsIn: UInt64 = 0,
        packetsOut: UInt64 = 0
    ) {
        self.connections = connections
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.packetsIn = packetsIn
        self.packetsOut = packetsOut
    }

    /// The counter at a place, 0...4.
    public subscript(place: Int) -> UInt64 {
        switch place {
        case 0: connections
        case 1: bytesIn
        case 2: bytesOut
        case 3: packetsIn
        default: packetsOut
        }
    }
}
