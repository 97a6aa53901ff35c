extension ReplicationStatus {
    /// The form of the section.
    public static let shape = RecordShape(
        "replication", "The replication of the document between the nodes.",
        [
            .required("node", .text, "The name of this node."),
            .optional(
                "generation", .record(Generation.shape),
                "The generation in force here; absent: none yet."),
            .optional(
                "conflict", .record(Conflict.shape),
                "A configuration that is neither older nor newer; absent: none."),
            .required(
                "outside", .list(.text),
                "Files that the document names outside its directory, which are not replicated."),
            .required(
                "missing", .list(.text),
                "Files that the document names and that can't be read here, a sentence each."),
            .required("peers", .list(.record(Peer.shape)), "The other nodes, by name."),
            .optional("failure", .text, "Why replication does not work here; absent: it does."),
            .optional("isRevoked", .flag, "True for a node that the cluster has revoked."),
        ])
}

extension ReplicationStatus.Generation {
    /// The form of the generation.
    public static let shape = RecordShape(
        "generation", "An accepted document with its files.",
        [
            .required("id", .matching("^[0-9a-f]{12}$"), "The first digits of its digest."),
            .required("author", .text, "The node on which it was accepted first."),
            .required("number", .count, "The number of edits in its history."),
            .required("written", .integer, "The time of its making, in milliseconds since 1970."),
        ])
}

extension ReplicationStatus.Conflict {
    /// The form of the conflict.
    public static let shape = RecordShape(
        "replicationConflict", "Two configurations, neither of which contains the other's edits.",
        [
            .required(
                "node", .text,
                "The other node; this node: its own files differ from the generation in force."),
            .required(
                "files", .list(.text), "Files that differ, at most 20; the document by its name."),
            .optional(
                "revoked", .text,
                "The node whose edits after its revocation are the cause; absent: the edits are of "
                    + "trusted nodes."),
        ])
}

extension ReplicationStatus.Peer {
    /// The form of the peer.
    public static let shape = RecordShape(
        "replicationPeer", "Another node, in relation to the generation in force here.",
        [
            .required("name", .text, "The name."),
            .required("addresses", .list(.text), "The addresses."),
            .required("isConnected", .flag, "Whether there is a connection to it."),
            .optional(
                "since", .integer,
                "The time at which the connection was made or lost, in milliseconds since 1970; "
                    + "absent: never connected."),
            .optional(
                "generation", .matching("^[0-9a-f]{12}$"),
                "The first digits of its generation; absent: unknown."),
            .required(
                "state", .words(of: ReplicationStatus.PeerState.self),
                "Whether it has this generation."),
            .optional(
                "lag", .count,
                "The time for which it has been behind, in seconds; absent: it is not."),
            .optional(
                "refusal", .text, "Why it refuses the generation or can't be reached."),
            .required("files", .list(.text), "Files that differ there, at most 20."),
            .optional(
                "heard", .integer,
                "The time of its last message, in milliseconds since 1970; absent: none since the "
                    + "controller started."),
            .required(
                "unaware", .list(.text),
                "Revoked nodes of which it has not confirmed the revocation since the controller "
                    + "started, at most 20."),
        ])
}
