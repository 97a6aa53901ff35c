import Files
import Model
import Replication

/// The nodes of a cluster as programs read them: `ballast peer list --json`.
struct PeersAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The nodes, ascending by name.
    let peers: [Peer]

    /// A node.
    struct Peer: Encodable {
        let name: String
        let fingerprint: String
        let addresses: [String]
        let isTrusted: Bool
        /// Whether it is this node.
        let isThisNode: Bool
        /// Milliseconds since 1970.
        let since: Int64
    }

    init(_ records: [PeerRecord], this: String) {
        peers = records.map {
            Peer(
                name: $0.name, fingerprint: "\($0.fingerprint)", addresses: $0.addresses,
                isTrusted: $0.state == .trusted,
                isThisNode: $0.state == .trusted && $0.name == this, since: $0.since * 1000)
        }
    }

    /// The nodes as a table.
    func lines(_ layout: Layout) -> [String] {
        guard !peers.isEmpty else {
            return ["no node is trusted yet: \"ballast peer init\" begins"]
        }
        // A fingerprint is of use as a whole only.
        return columns(
            [["NAME", "STATE", "SINCE", "ADDRESSES", "FINGERPRINT"]]
                + peers.map { peer in
                    [
                        peer.name + (peer.isThisNode ? " (this node)" : ""),
                        peer.isTrusted ? "trusted" : "revoked", layout.age(peer.since),
                        peer.addresses.isEmpty ? "-" : peer.addresses.joined(separator: ", "),
                        peer.fingerprint,
                    ]
                })
    }

    /// The form of `ballast peer list --json`.
    static let shape = RecordShape(
        "peers", "The output of ballast peer list, join and revoke with --json.",
        [
            .version(1),
            .required("peers", .list(.record(Peer.shape)), "The nodes, by name."),
        ])
}

extension PeersAnswer.Peer {
    /// The form of a node.
    static let shape = RecordShape(
        "peer", "A node of the cluster.",
        [
            .required("name", .text, "The name."),
            .required(
                "fingerprint", .matching("^[0-9a-f]{64}$"), "SHA-256 of its certificate."),
            .required("addresses", .list(.text), "The addresses with which it joined."),
            .required("isTrusted", .flag, "Whether it is trusted; false: it was revoked."),
            .required("isThisNode", .flag, "Whether it is this node."),
            .required(
                "since", .integer,
                "The time at which it joined or was revoked, in milliseconds since 1970."),
        ])
}
