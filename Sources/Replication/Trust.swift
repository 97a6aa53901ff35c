import Files
import Model

/// The trusted nodes, and the identity of this one, as they were read last.
struct Trust {
    /// The nodes.
    var membership = Membership()
    /// The identity of this node; nil: it has none.
    var identity: SigningIdentity?
    private var membershipSignature: FileSignature??
    private var identitySignature: FileSignature??

    /// The edits of revoked nodes that count.
    private(set) var counted = CountedEdits()

    /// Whether this node has an identity that is trusted.
    var isTrusted: Bool { identity.map { membership.isTrusted($0.fingerprint) } ?? false }

    /// Whether the cluster has revoked the identity of this node.
    var isRevoked: Bool {
        !isTrusted && identity.map { membership.records[$0.fingerprint] != nil } ?? false
    }

    /// The other trusted nodes, without those that are forgotten.
    var others: [PeerRecord] {
        membership.trusted.filter {
            $0.fingerprint != identity?.fingerprint && $0.forgotten == nil
        }
    }

    /// Returns another trusted node by its name, or by the first label of the host name under which
    /// it joined; nil: there is none.
    func other(named name: String) -> PeerRecord? {
        others.first { $0.name == name }
            ?? others.first { $0.name.prefix { $0 != "." } == name }
    }

    /// Reads changed files, and returns the former nodes if they have changed.
    ///
    /// **Errors:** `HostFailure`.
    mutating func refresh(
        _ store: ReplicationStore, identity path: String
    ) throws(HostFailure) -> Membership? {
        let signature = FileSignature.of(path)
        if identitySignature != .some(signature) || identity?.path != path && signature != nil {
            identity = try SigningIdentity.load(path)
            identitySignature = .some(signature)
        }
        let peers = store.membershipSignature
        guard membershipSignature != .some(peers) else { return nil }
        let former = membership
        membership = try store.membership()
        counted = membership.countedEdits
        membershipSignature = .some(peers)
        return former == membership ? nil : former
    }
}
