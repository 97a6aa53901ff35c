import Model

/// The keys of an element of `firewall.marks`.
enum FirewallMarkFields: Int, ObjectFields {
    case service, mark, address, `protocol`, ports

    static let table = ObjectTable(
        "firewall mark", of: Self.self,
        "Packets of clients that get a firewall mark, for a service with mark. It has either "
            + "service or mark. Elements with the same mark add up.")

    var field: Field {
        switch self {
        case .service:
            Field(.name, "The service that balances the packets, whose mark they get.")
        case .mark:
            Field(.integer(1...Int(UInt32.max)), "The mark, as in services.")
        case .address:
            Field(
                .textList(2...45), required: true,
                "Destination address of the packets, or a list of them.")
        case .protocol:
            Field(
                .word(TransportProtocol.allCases.map(\.rawValue)), default: "tcp",
                "Protocol of the packets.")
        case .ports:
            Field(
                .ports,
                "Destination ports: 80, or a range such as 1024-65535. Default: all.")
        }
    }
}
