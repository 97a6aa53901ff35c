/// The keys of `cluster`.
enum ClusterFields: Int, ObjectFields {
    case name, nodes, connectionSync

    static let table = ObjectTable(
        "cluster", of: Self.self, "The load balancers that run with this same document.")

    var field: Field {
        switch self {
        case .name:
            Field(
                .name, required: true,
                "Name of the pair or fleet. It appears in status and events.")
        case .nodes:
            Field(.objects(NodeFields.table), "The load balancers. Names are unique.")
        case .connectionSync:
            Field(
                .object(ConnectionSyncFields.table),
                "How open connections go on when another node takes the addresses over. Default: "
                    + "they do not.")
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
            Field(.address, "The node's own address, by which its peers know it.")
        case .priority:
            Field(
                .integer(1...254), default: 100,
                "Who is master: the node with the highest priority (RFC 9568 section 5.2.4).")
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
                "The address with the prefix length that it gets on the interface.")
        case .interface:
            Field(
                .interface,
                "The interface that carries the address. An external address needs none.")
        case .external:
            Field(
                .boolean, default: false,
                "Whether another program puts the address on this host, as keepalived does. "
                    + "Ballast then neither adds nor removes it.")
        }
    }
}
