import Model

/// The keys of `forwarding` when it is a mapping.
enum ForwardingFields: Int, ObjectFields {
    case method, port, checksum

    static let table = ObjectTable(
        "forwarding method", of: Self.self, "How packets reach a server, with parameters.")

    /// Port of Generic UDP Encapsulation.
    ///
    /// Source: IANA service names and port numbers.
    static let tunnelPort = 6080

    var field: Field {
        switch self {
        case .method:
            Field(.word(ServiceFields.forwardingMethods), required: true, "The method.")
        case .port:
            Field(
                .integer(1...65535), default: .integer(Self.tunnelPort),
                "Port of the server that takes the tunnel's packets. Only with gue.")
        case .checksum:
            Field(
                .word(TunnelChecksum.allCases.map(\.rawValue)), default: "none",
                "Checksum of the tunnel's outer header. Only with gre and gue; remote (remote "
                    + "checksum offload) only with gue.")
        }
    }
}

/// The keys of `drain`.
enum DrainFields: Int, ObjectFields {
    case timeout, onTimeout

    static let table = ObjectTable(
        "drain policy", of: Self.self,
        "What happens to the connections of a server that leaves the service.")

    var field: Field {
        switch self {
        case .timeout:
            Field(
                .duration(.seconds(DurationText(0, .seconds)...DurationText(1, .days))),
                default: "2m", "How long connections are given to end.")
        case .onTimeout:
            Field(
                .word(DrainPolicy.OnTimeout.allCases.map(\.rawValue)), default: "remove",
                "What is done when they have not ended. remove: the server is removed and they "
                    + "are reset. keep: it stays with weight 0 until the last one ends.")
        }
    }
}

/// The keys of `persistence`.
enum PersistenceFields: Int, ObjectFields {
    case timeout, netmask, prefixLength, engine

    static let table = ObjectTable(
        "persistence section", of: Self.self, "A client keeps the server that it had.")

    var field: Field {
        switch self {
        case .timeout:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(31, .days))),
                default: "300s", "How long after a client's last connection.")
        case .netmask:
            Field(
                .netmask,
                "IPv4: clients in the same network of this mask are one client. Not with "
                    + "prefixLength. Default: each address is a client.")
        case .prefixLength:
            Field(
                .integer(1...128),
                "Clients whose addresses begin with the same bits are one client. At most 32 for "
                    + "IPv4. Default: each address is a client.")
        case .engine:
            Field(
                .word([PersistenceEngine.sip.rawValue]),
                "What is the client: sip takes the SIP Call-ID instead of the address. UDP only.")
        }
    }
}
