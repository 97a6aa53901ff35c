import Model

/// A table of the traffic report.
enum ReportView: String, Sendable, CaseIterable {
    /// The present connections.
    case status
    /// The traffic of a second.
    case rate
    /// The traffic since the counters began.
    case quantity

    /// The title.
    var title: String {
        switch self {
        case .status: "Status"
        case .rate: "Rate a second"
        case .quantity: "Quantity"
        }
    }

    /// The columns after the name, with their titles.
    var columns: [(column: TrafficColumn, title: String)] {
        switch self {
        case .status: [(.active, "Active"), (.inactive, "Inactive"), (.new, "New/s")]
        case .rate:
            [
                (.new, "New"), (.bytesInRate, "Bytes in"), (.bytesOutRate, "Bytes out"),
                (.packetsInRate, "Packets in"), (.packetsOutRate, "Packets out"),
            ]
        case .quantity:
            [
                (.connections, "Connections"), (.bytesIn, "Bytes in"), (.bytesOut, "Bytes out"),
                (.packetsIn, "Packets in"), (.packetsOut, "Packets out"),
            ]
        }
    }

    /// The meaning of the numbers.
    var note: String {
        switch self {
        case .status:
            "Inactive: connections that open or close; of proxies, requests that wait for a server."
        case .rate:
            "Bytes in and packets in are from clients. With direct routing and tunnels, answers do "
                + "not pass this node. HAProxy counts no packets."
        case .quantity:
            "Since the service or the server was added to the kernel's table, or HAProxy was "
                + "started or reloaded. Numbers have 64 bits; an export has all digits."
        }
    }
}
