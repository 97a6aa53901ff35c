/// The subject matter of a graph.
public enum SeriesTopic: String, Sendable, CaseIterable {
    /// Open connections.
    case connections
    /// New connections a second.
    case new
    /// Bytes a second.
    case traffic
    /// Packets a second.
    case packets

    /// The columns of a layout that the graph shows, two at most.
    ///
    /// **Shape:** empty: HAProxy counts no packets.
    public func columns(of layout: SeriesLayout) -> [SeriesColumn] {
        let columns: [SeriesColumn] =
            switch self {
            case .connections: [.active, .inactive, .queued]
            case .new: [.connections]
            case .traffic: [.bytesIn, .bytesOut]
            case .packets: [.packetsIn, .packetsOut]
            }
        return columns.filter { layout.columns.contains($0) }
    }

    /// The title of the graph.
    public var title: String {
        switch self {
        case .connections: "open connections"
        case .new: "new connections"
        case .traffic: "traffic"
        case .packets: "packets"
        }
    }

    /// The unit of its values.
    public var unit: String {
        switch self {
        case .connections: "connections"
        case .new: "connections/s"
        case .traffic: "bytes/s"
        case .packets: "packets/s"
        }
    }
}

extension SeriesColumn {
    /// The values in words, for legends.
    public var words: String {
        switch self {
        case .active: "active"
        case .inactive: "inactive"
        case .queued: "queued"
        case .connections: "new"
        case .bytesIn, .packetsIn: "from clients"
        case .bytesOut, .packetsOut: "to clients"
        }
    }
}
