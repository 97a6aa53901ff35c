import Model

/// The commands on nodes that have left.
extension PeerCommands {
    /// Revokes the trust in a node, and returns its record.
    ///
    /// - Parameter node: a name or a fingerprint.
    ///
    /// **Errors:** `HostFailure`: no such node, or this one.
    public func revoke(_ node: String) throws(HostFailure) -> PeerRecord {
        try change(node, to: "revoke") { (all, record) throws(HostFailure) in
            all.revoking(
                record.fingerprint, at: site.now, knowing: try store.record()?.position?.vector)
        }
    }

    /// Ends the wait of all nodes for one that does not return, and returns its record.
    ///
    /// It stays trusted, and is no longer forgotten once it runs and reaches another node.
    ///
    /// - Parameter node: a name or a fingerprint.
    ///
    /// **Errors:** `HostFailure`: no such node, or this one.
    public func forget(_ node: String) throws(HostFailure) -> PeerRecord {
        try change(node, to: "forget") { (all, record) throws(HostFailure) in
            all.forgetting(record.fingerprint, at: site.now)
        }
    }

    private func change(
        _ node: String, to operation: String,
        _ change: (Membership, PeerRecord) throws(HostFailure) -> Membership
    ) throws(HostFailure) -> PeerRecord {
        func failure(_ reason: String) -> HostFailure {
            HostFailure(operation: "\(operation) \(node)", reason: reason)
        }
        let own = try SigningIdentity.load(path)?.fingerprint
        var found: Fingerprint?
        let all = try store.change { (all) throws(HostFailure) in
            let digits = node.lowercased()
            let matching = all.trusted.filter {
                $0.name == node || digits.utf8.count >= 8 && $0.fingerprint.description == digits
            }
            guard let record = matching.first else {
                throw failure("no node of this name or fingerprint is trusted")
            }
            guard record.fingerprint != own else {
                throw failure("it is this node; use another one")
            }
            found = record.fingerprint
            return try change(all, record)
        }
        guard let found, let record = all.records[found] else { throw failure("it is gone") }
        return record
    }
}
