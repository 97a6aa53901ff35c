/// The keys of an element of `cluster.failover.groups`.
enum FailoverGroupFields: Int, ObjectFields {
    case name, virtualRouterId, preferredNode, together

    static let table = ObjectTable(
        "failover group", of: Self.self,
        "Virtual addresses that are always on the same node.")

    var field: Field {
        switch self {
        case .name:
            Field(
                .name, required: true, "Unique among the groups; virtual addresses refer to it.")
        case .virtualRouterId:
            Field(
                .integer(1...255), required: true,
                "Number of the virtual router, unique on the links.")
        case .preferredNode:
            Field(
                .name,
                "Node that has the addresses while all nodes are healthy. It gets the highest "
                    + "priority of the cluster, and each node above it the next lower one. "
                    + "Default: the node of the highest priority.")
        case .together:
            Field(
                .name,
                "Name of an earlier group with which this one always moves. Default: it moves "
                    + "alone.")
        }
    }
}
