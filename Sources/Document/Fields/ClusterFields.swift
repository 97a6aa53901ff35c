/// The keys of `cluster`.
enum ClusterFields: Int, ObjectFields {
    case name, nodes, connectionSync

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
        }
    }
}

/// The keys of an element of `cluster.nodes`.
enum NodeFields: Int, ObjectFields {
    case name, address, priority

    static let table = ObjectTable("node", of: Self.self, "One load balancer of the cluster.")

    var field: Field {
        switch self {
        case .name:
            Field(
                .name, required: true,
                "Unique among the nodes; usually the host name of the machine.")
        case .address:
            Field(.address, "The node's own address, which identifies it to its peers.")
        case .priority:
            Field(
                .integer(1...254), default: 100,
                "Priority: the node with the highest one is the master (RFC 9568 section 5.2.4).")
        }
    }
}

/// The keys of an element of `virtualAddresses`.
enum VirtualAddressFields: Int, ObjectFields {
    case address, interface, external

    static let table = ObjectTable(
        "virtual address", of: Self.self, "An address that clients connect to.")

    var field: Field {
        switch self {
        case .address:
            Field(
                .prefix, required: true,
                "The address and its prefix length on the interface.")
        case .interface:
            Field(
                .interface,
                "The interface of the address. An external address needs none.")
        case .external:
            Field(
                .boolean, default: false,
                "Whether another program, such as keepalived, adds the address to this host. "
                    + "Ballast then neither adds nor removes it.")
        }
    }
}
