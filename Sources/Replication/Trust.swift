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

    /// Whether this node has an identity that is trusted.
    var isTrusted: Bool { identity.map { membership.isTrusted($0.fingerprint) } ?? false }

    /// The other trusted nodes.
    var others: [PeerRecord] {
        membership.trusted.filter { $0.fingerprint != identity?.fingerprint }
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
        membershipSignature = .some(peers)
        return former == membership ? nil : former
    }
}
