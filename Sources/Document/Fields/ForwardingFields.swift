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
            Field(.word(ServiceFields.forwardingMethods), required: true, "Forwarding method.")
        case .port:
            Field(
                .integer(1...65535), default: .integer(Self.tunnelPort),
                "Destination port of the tunnel at the server. Only with gue.")
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
        "Treatment of the connections of a server that leaves the service.")

    var field: Field {
        switch self {
        case .timeout:
            Field(
                .duration(.seconds(DurationText(0, .seconds)...DurationText(1, .days))),
                default: "2m", "Time that open connections have to end.")
        case .onTimeout:
            Field(
                .word(DrainPolicy.OnTimeout.allCases.map(\.rawValue)), default: "remove",
                "Action at the timeout. remove: the server is removed and its connections are "
                    + "reset. keep: the server stays with weight 0 until its last connection ends.")
        }
    }
}

/// The keys of `persistence`.
enum PersistenceFields: Int, ObjectFields {
    case timeout, netmask, prefixLength, engine

    static let table = ObjectTable(
        "persistence section", of: Self.self, "Sends a client to the same server again.")

    var field: Field {
        switch self {
        case .timeout:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(31, .days))),
                default: "300s",
                "Time after a client's last connection until its server is forgotten.")
        case .netmask:
            Field(
                .netmask,
                "IPv4 mask: all clients of a network count as one client. Not with prefixLength. "
                    + "Default: each address is a client.")
        case .prefixLength:
            Field(
                .integer(1...128),
                "Prefix length: all clients of a network count as one client. At most 32 for "
                    + "IPv4. Default: each address is a client.")
        case .engine:
            Field(
                .word([PersistenceEngine.sip.rawValue]),
                "Client identification. sip: by SIP Call-ID instead of address. Only with UDP.")
        }
    }
}
