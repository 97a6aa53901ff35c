/// A column of the traffic report, by which it is sorted.
public enum TrafficColumn: String, Sendable, Hashable, CaseIterable {
    /// The order of the document.
    case document
    /// The name.
    case name
    /// The state.
    case state
    /// Active connections.
    case active
    /// Inactive connections.
    case inactive
    /// New connections a second.
    case new
    /// Bytes a second from clients.
    case bytesInRate
    /// Bytes a second to clients.
    case bytesOutRate
    /// Packets a second from clients.
    case packetsInRate
    /// Packets a second to clients.
    case packetsOutRate
    /// Connections in total.
    case connections
    /// Bytes from clients in total.
    case bytesIn
    /// Bytes to clients in total.
    case bytesOut
    /// Packets from clients in total.
    case packetsIn
    /// Packets to clients in total.
    case packetsOut

    /// Whether the column has text, which is sorted ascending.
    public var isText: Bool {
        switch self {
        case .document, .name, .state: true
        case .active, .inactive, .new, .bytesInRate, .bytesOutRate, .packetsInRate,
            .packetsOutRate, .connections, .bytesIn, .bytesOut, .packetsIn, .packetsOut:
            false
        }
    }

    /// Returns the number of a row; nil: unknown, or the column has text.
    public func number(of row: TrafficRow) -> Double? {
        switch self {
        case .document, .name, .state: nil
        case .active: Double(row.active)
        case .inactive: Double(row.inactive)
        case .new: row.rates.connections
        case .bytesInRate: row.rates.bytesIn
        case .bytesOutRate: row.rates.bytesOut
        case .packetsInRate: row.rates.packetsIn
        case .packetsOutRate: row.rates.packetsOut
        case .connections, .bytesIn, .bytesOut, .packetsIn, .packetsOut:
            total(of: row).map { Double($0) }
        }
    }

    /// Returns the total of a row; nil: unknown, or the column has none.
    public func total(of row: TrafficRow) -> UInt64? {
        switch self {
        case .connections: row.totals?.connections
        case .bytesIn: row.totals?.bytesIn
        case .bytesOut: row.totals?.bytesOut
        case .packetsIn: row.totals?.packetsIn
        case .packetsOut: row.totals?.packetsOut
        case .document, .name, .state, .active, .inactive, .new, .bytesInRate, .bytesOutRate,
            .packetsInRate, .packetsOutRate:
            nil
        }
    }
}
