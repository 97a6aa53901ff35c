import Model

/// The keys of `cluster.connectionSync`.
enum ConnectionSyncFields: Int, ObjectFields {
    case state, interface, id, group, port, ttl, maximumLength

    static let table = ObjectTable(
        "connection synchronisation", of: Self.self,
        "Synchronisation of open IPVS connections with the other nodes, so that they survive a "
            + "fail-over (ipvsadm --start-daemon).")

    var field: Field {
        switch self {
        case .state:
            Field(
                .word(ConnectionSync.Role.allCases.map(\.rawValue)),
                default: "automatic",
                "The synchronisation daemons of each node: the master sends, the backup receives. "
                    + "automatic: both, if an election or another program moves the virtual "
                    + "addresses, else the master. With backup_only 1 it is the master on the "
                    + "node that carries the addresses, and the backup elsewhere.")
        case .interface:
            Field(
                .interface, required: true,
                "Interface of the synchronisation messages. They are neither encrypted nor "
                    + "signed: use a network that only the nodes share.")
        case .id:
            Field(
                .integer(0...255), default: 0,
                "Synchronisation ID. A backup ignores messages with another ID; with 0 it "
                    + "accepts all.")
        case .group:
            Field(.address, "Multicast group, IPv4 or IPv6. Default: 224.0.0.81.")
        case .port:
            Field(
                .integer(1...65_535), default: 8_848,
                "UDP port. With sync_ports of n, the first of n ports.")
        case .ttl:
            Field(
                .integer(1...255), default: 1,
                "Maximum number of routers between the nodes (TTL or hop limit).")
        case .maximumLength:
            Field(
                .size(1_024...65_487),
                "Maximum size of a message without its headers; a backup needs at least the size "
                    + "of the master. Default: that of the kernel, 1472 over IPv4 and 1452 over "
                    + "IPv6, for an MTU of 1500 bytes: with a smaller one messages are sent in "
                    + "fragments. A backup accepts more with a larger MTU.")
        }
    }
}
