import Model

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
