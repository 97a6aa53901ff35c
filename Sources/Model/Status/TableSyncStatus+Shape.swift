extension TableSyncStatus {
    /// The form of the section.
    public static let shape = RecordShape(
        "tableSync", "The synchronisation of HAProxy's stick tables with the other nodes.",
        [
            .required("nodes", .list(.record(Node.shape)), "The other nodes, by name."),
            .required(
                "losses", .list(.text),
                "Why a reload loses the tables of this node, a sentence each."),
        ])
}

extension TableSyncStatus.Node {
    /// The form of the node.
    public static let shape = RecordShape(
        "tableSyncNode", "The connection to another node.",
        [
            .required("name", .text, "Its name."),
            .required(
                "state", .words(of: TableSyncStatus.State.self),
                "The state; `connecting`: not connected, for less than 20 seconds."),
        ])
}
