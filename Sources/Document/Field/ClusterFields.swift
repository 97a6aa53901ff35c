/// The keys of `cluster`.
enum ClusterFields: Int, ObjectFields {
    case name, nodes, connectionSync, tableSync, failover, replication

    static let table = ObjectTable(
        "cluster", of: Self.self, "The nodes of the cluster; every node uses this same document.")

    var field: Field {
        switch self {
        case .name:
            Field(
                .name, required: true,
                "Name of the cluster. It appears in status and events.")
        case .nodes:
            Field(.objects(NodeFields.table), "The nodes of the cluster. Names are unique.")
        case .connectionSync:
            Field(
                .object(ConnectionSyncFields.table),
                "Synchronisation of open connections with the other nodes, so that they survive "
                    + "a fail-over. Default: off.")
        case .tableSync:
            Field(
                .object(TableSyncFields.table),
                "Synchronisation of HAProxy's stick tables with the other nodes, so that clients "
                    + "stay on their servers after a fail-over. Default: off.")
        case .failover:
            Field(
                .object(FailoverFields.table),
                "Election of the node that has the virtual addresses, by VRRP. Default: off; then "
                    + "another program moves the addresses, or there is one node.")
        case .replication:
            Field(
                .object(ReplicationFields.table),
                "Replication of this document and its files to the other nodes. Default: off.")
        }
    }
}
