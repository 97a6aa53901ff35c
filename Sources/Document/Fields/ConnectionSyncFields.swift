import Model

/// The keys of `cluster.connectionSync`.
enum ConnectionSyncFields: Int, ObjectFields {
    case state, interface, id, group, port, ttl, maximumLength

    static let table = ObjectTable(
        "connection synchronisation", of: Self.self,
        "How open connections of IPVS are made known to the other nodes, so that they go on when "
            + "another node takes the addresses over (ipvsadm --start-daemon).")

    var field: Field {
        switch self {
        case .state:
            Field(
                .word(ConnectionSync.Role.allCases.map(\.rawValue)),
                default: "automatic",
                "Which daemons run on each node. automatic: the master, which sends, while the "
                    + "node carries the virtual addresses, else the backup, which receives.")
        case .interface:
            Field(
                .interface, required: true,
                "The interface that carries the messages. They are neither encrypted nor signed: "
                    + "use a network that only the nodes share.")
        case .id:
            Field(
                .integer(0...255), default: 0,
                "A backup ignores messages with another number; with 0 it accepts all.")
        case .group:
            Field(.address, "The multicast group, IPv4 or IPv6. Default: 224.0.0.81.")
        case .port:
            Field(
                .integer(1...65_535), default: 8_848,
                "The UDP port; with sync_ports of n, the first of n ports.")
        case .ttl:
            Field(.integer(1...255), default: 1, "How many routers a message may pass.")
        case .maximumLength:
            Field(
                .size(1_024...65_487),
                "The longest message, without headers; the backup needs at least that of the "
                    + "master. Default: the kernel fits it to a frame.")
        }
    }
}
