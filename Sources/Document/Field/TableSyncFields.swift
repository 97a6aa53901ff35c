import Model

/// The keys of `cluster.tableSync`.
enum TableSyncFields: Int, ObjectFields {
    case port, identity, ca

    static let table = ObjectTable(
        "stick table synchronisation", of: Self.self,
        "Synchronisation of HAProxy's stick tables between the nodes: clients of proxies with "
            + "persistence by source or RDP cookie, and counts of limits. The connections are "
            + "TLS, and both nodes verify the other's certificate. Each node needs an address.")

    var field: Field {
        switch self {
        case .port:
            Field(.integer(1...65_535), default: 8_849, "TCP port on the address of each node.")
        case .identity:
            Field(
                .text(1...4096), required: true,
                "File with the certificate and the key of this node, as PEM. Each node has its "
                    + "own file of this name.")
        case .ca:
            Field(
                .text(1...4096), required: true,
                "File with the authority that signs the certificates of the nodes, or with the "
                    + "certificates themselves, as PEM.")
        }
    }
}
