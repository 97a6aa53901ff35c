import Model

/// The keys of an element of `firewall.nat.forwards`.
enum PortForwardFields: Int, ObjectFields {
    case listen, `protocol`, to

    static let table = ObjectTable(
        "port forward", of: Self.self, "A port that is forwarded to an internal host.")

    var field: Field {
        switch self {
        case .listen:
            Field(.endpoint, required: true, "Address and port of the clients' packets.")
        case .protocol:
            Field(
                .word(TransportProtocol.allCases.map(\.rawValue)), default: "tcp",
                "Protocol of the packets.")
        case .to: Field(.endpoint, required: true, "Address and port of the internal host.")
        }
    }
}
