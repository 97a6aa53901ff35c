/// Changes of the trust in a node.
extension Membership {
    /// Returns the membership after a node was admitted; other identities of its name are revoked.
    ///
    /// - Parameter history: that of the configuration here; nil: unknown.
    public func admitting(
        _ record: PeerRecord, knowing history: VersionVector? = nil
    ) -> Membership {
        var result = self
        for other in trusted
        where other.name == record.name && other.fingerprint != record.fingerprint {
            result.replace(other.revoked(at: record.since, counting: edits(of: other, in: history)))
        }
        return result.merged(with: Membership([record]))
    }

    /// Returns the membership after an identity was revoked.
    ///
    /// - Parameter history: that of the configuration here, whose edits by the node count; nil:
    ///   unknown.
    public func revoking(
        _ fingerprint: Fingerprint, at now: Int64, knowing history: VersionVector? = nil
    ) -> Membership {
        guard let record = records[fingerprint], record.state == .trusted else { return self }
        var result = self
        result.replace(record.revoked(at: now, counting: edits(of: record, in: history)))
        return result
    }

    /// Returns the membership in which all edits of revoked nodes in a history count.
    func counting(_ history: VersionVector) -> Membership {
        var result = self
        for record in records.values {
            guard let counted = record.counted else { continue }
            var next = record
            for (name, limit) in counted { next.counted?[name] = max(limit, history[name]) }
            result.replace(next)
        }
        return result
    }

    /// Returns the membership in which no node waits for an identity; it stays trusted.
    func forgetting(_ fingerprint: Fingerprint, at now: Int64) -> Membership {
        guard let record = records[fingerprint], record.state == .trusted else { return self }
        var result = self
        result.replace(record.forgotten(at: now))
        return result
    }

    /// Returns the membership in which a node is here, with its name in histories.
    func presenting(_ fingerprint: Fingerprint, as history: String, at now: Int64) -> Membership {
        guard let record = records[fingerprint], record.state == .trusted else { return self }
        var result = self
        result.replace(record.present(as: history, at: now))
        return result
    }

    /// The edits of revoked nodes that count.
    public var countedEdits: CountedEdits {
        CountedEdits(
            records.values.compactMap(\.counted).reduce(into: [:]) { all, counted in
                all.merge(counted) { max($0, $1) }
            })
    }

    /// Returns the name of a revoked node that has an edit in a history that does not count; nil:
    /// there is none.
    func author(ofUncountedIn history: VersionVector) -> String? {
        records.values.filter { CountedEdits($0.counted ?? [:]).isExceeded(by: history) }
            .map(\.name).min()
    }

    /// Returns the numbers of the last edits of an identity, by its names in histories.
    ///
    /// A name has a number of the state directory, so another identity of the node has others.
    private func edits(
        of record: PeerRecord, in history: VersionVector?
    ) -> [String: UInt64]? {
        guard let history else { return nil }
        let others = records.values.filter { $0.fingerprint != record.fingerprint }
        let taken = Set(others.compactMap(\.history) + others.flatMap { ($0.counted ?? [:]).keys })
        let found = history.counts.filter { name, _ in
            (name == record.name || name.hasPrefix("\(record.name)#"))
                && name != record.history && !taken.contains(name)
        }
        var edits = PeerRecord.highest(PeerRecord.countedLimit - 1, of: found)
        if let name = record.history { edits[name] = history[name] }
        return edits
    }
}
