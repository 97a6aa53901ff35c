/// The keys of an element of `cluster.failover.links`.
enum FailoverLinkFields: Int, ObjectFields {
    case interface, unicast, hopLimit, serial, speed

    static let table = ObjectTable(
        "failover link", of: Self.self,
        "A link over which the nodes hear each other: an interface, or a serial line.")

    var field: Field {
        switch self {
        case .interface:
            Field(.interface, "Interface of the advertisements. Either interface or serial.")
        case .unicast:
            Field(
                .boolean, default: false,
                "Whether advertisements are sent to the addresses of the nodes instead of the "
                    + "multicast group. Packets of other senders are ignored.")
        case .hopLimit:
            Field(
                .integer(1...255), default: 255,
                "Least TTL or hop limit of a received packet. 255: no router between the nodes; "
                    + "254: one. Only with unicast.")
        case .serial:
            Field(
                .text(1...255),
                "Device of a serial line to the other node, below /dev: /dev/ttyS0. Two nodes "
                    + "only.")
        case .speed:
            Field(
                .integer(1200...115_200), default: 19_200,
                "Speed of the serial line in baud: 1200, 2400, 4800, 9600, 19200, 38400, 57600 or "
                    + "115200.")
        }
    }
}
