/// The keys of an element of `cluster.nodes`.
enum NodeFields: Int, ObjectFields {
    case name, address, priority, network

    static let table = ObjectTable("node", of: Self.self, "One load balancer of the cluster.")

    var field: Field {
        switch self {
        case .name:
            Field(
                .name, required: true,
                "Unique among the nodes; usually the host name of the machine.")
        case .address:
            Field(
                .address,
                "The node's own address, which identifies it to its peers. Necessary for unicast "
                    + "links.")
        case .priority:
            Field(
                .integer(1...254), default: 100,
                "Priority: the node with the highest one is the master (RFC 9568 section 5.2.4). "
                    + "Failover deducts 100 for a lost gateway or controller, so keep the "
                    + "priorities closer together.")
        case .network:
            Field(
                .object(NetworkFields.table),
                "The node's own interfaces, addresses and routes. Default: left alone.")
        }
    }
}
