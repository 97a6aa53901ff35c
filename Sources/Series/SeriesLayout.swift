/// The columns of a series, by the layer of its subject.
public enum SeriesLayout: UInt8, Sendable, Hashable, CaseIterable {
    /// IPVS counts packets.
    case packets = 1
    /// HAProxy counts sessions.
    case sessions = 2

    /// The columns in the order of the file.
    public var columns: [SeriesColumn] {
        switch self {
        case .packets: Self.packetColumns
        case .sessions: Self.sessionColumns
        }
    }

    private static let packetColumns: [SeriesColumn] = [
        .active, .inactive, .connections, .bytesIn, .bytesOut, .packetsIn, .packetsOut,
    ]
    private static let sessionColumns: [SeriesColumn] = [
        .active, .queued, .connections, .bytesIn, .bytesOut,
    ]
}
