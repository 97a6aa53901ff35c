import Model

/// The keys of `cluster.replication`.
enum ReplicationFields: Int, ObjectFields {
    case port, identity

    static let table = ObjectTable(
        "replication section", of: Self.self,
        "Replication of the document, and of the files that it names in its directory, to the "
            + "other nodes. `ballast peer init` and `ballast peer join` make the nodes trust each "
            + "other.")

    var field: Field {
        switch self {
        case .port:
            Field(
                .integer(1...65_535), default: .integer(Int(ReplicationSettings.usualPort)),
                "TCP port on which a node answers the others: on the address of the node, or on "
                    + "all addresses of a node without one.")
        case .identity:
            Field(
                .text(1...4096), default: .text(ReplicationSettings.usualIdentity),
                "File of the node's own key and certificate, which are never replicated. An "
                    + "absolute path, or one relative to the document's directory.")
        }
    }
}
