import Files
import Model
import Replication

/// The nodes of a cluster as programs read them: `ballast peer list --json`.
package struct PeersAnswer: Encodable {
    /// The form of this answer; another one has another number.
    package let version = 1
    /// The nodes, ascending by name.
    package let peers: [Peer]
    /// Whether the states of the nodes are known.
    package let isKnown: Bool

    /// A node.
    package struct Peer: Encodable {
        /// The name.
        package let name: String
        /// SHA-256 of its certificate.
        package let fingerprint: String
        /// The addresses with which it joined.
        package let addresses: [String]
        /// Whether it is trusted; false: it was revoked.
        package let isTrusted: Bool
        /// Whether it is this node.
        package let isThisNode: Bool
        /// Whether no node waits for it.
        package let isForgotten: Bool
        /// Milliseconds since 1970.
        package let since: Int64
        /// The number of its edits that count; nil: all.
        package let countedEdits: UInt64?
        /// Its state as the controller knows it; nil: unknown, or it is not waited for.
        package let replication: ReplicationStatus.Peer?
    }

    /// Creates the answer for these nodes.
    ///
    /// - Parameter known: the state of replication; nil: unknown.
    package init(_ records: [PeerRecord], this: String, known: ReplicationStatus? = nil) {
        isKnown = known != nil
        peers = records.map { record in
            let isPresent = record.state == .trusted && record.forgotten == nil
            return Peer(
                name: record.name, fingerprint: "\(record.fingerprint)",
                addresses: record.addresses, isTrusted: record.state == .trusted,
                isThisNode: record.state == .trusted && record.name == this,
                isForgotten: record.forgotten != nil, since: record.since * 1000,
                countedEdits: record.countedEdits,
                replication: isPresent ? known?.peers.first { $0.name == record.name } : nil)
        }
    }

    private enum CodingKeys: CodingKey {
        case version, peers
    }

    /// The form of `ballast peer list --json`.
    package static let shape = RecordShape(
        "peers", "The output of ballast peer list, join, revoke and forget with --json.",
        [
            .version(1),
            .required("peers", .list(.record(Peer.shape)), "The nodes, by name."),
        ])
}

extension PeersAnswer.Peer {
    /// The form of a node.
    package static let shape = RecordShape(
        "peer", "A node of the cluster.",
        [
            .required("name", .text, "The name."),
            .required(
                "fingerprint", .matching("^[0-9a-f]{64}$"), "SHA-256 of its certificate."),
            .required("addresses", .list(.text), "The addresses with which it joined."),
            .required("isTrusted", .flag, "Whether it is trusted; false: it was revoked."),
            .required("isThisNode", .flag, "Whether it is this node."),
            .required(
                "isForgotten", .flag,
                "Whether no node waits for it, after ballast peer forget; it stays trusted."),
            .required(
                "since", .integer,
                "The time at which it joined, was back after ballast peer forget, or was revoked, "
                    + "in milliseconds since 1970."),
            .optional(
                "countedEdits", .count,
                "The number of its edits that count after its revocation; absent: it is trusted, "
                    + "or the number is not known."),
            .optional(
                "replication", .record(ReplicationStatus.Peer.shape),
                "Its state; absent: this node, a revoked or forgotten one, or no controller "
                    + "answers."),
        ])
}
