extension PeerRecord {
    /// Returns the record with the knowledge of both; the order of merges has no effect.
    func merged(with other: PeerRecord) -> PeerRecord {
        var result = other.prevails(over: self) ? other : self
        guard state == .revoked, other.state == .revoked else { return result }
        if let first = counted, let second = other.counted {
            result.counted = Self.highest(
                Self.countedLimit, of: first.merging(second) { max($0, $1) })
        } else {
            result.counted = counted ?? other.counted
        }
        return result
    }

    /// Returns the highest numbers, at most this many.
    static func highest(_ count: Int, of edits: [String: UInt64]) -> [String: UInt64] {
        let ordered = edits.sorted { ($0.value, $0.key) > ($1.value, $1.key) }
        return Dictionary(uniqueKeysWithValues: ordered.prefix(count).map { ($0.key, $0.value) })
    }

    /// A total order of the records of one identity, so that merges have one result.
    private func prevails(over other: PeerRecord) -> Bool {
        if state != other.state { return state == .revoked }
        if since != other.since { return since > other.since }
        if history != other.history { return (history ?? "") > (other.history ?? "") }
        if forgotten != other.forgotten { return (forgotten ?? 0) > (other.forgotten ?? 0) }
        if name != other.name { return name > other.name }
        return other.addresses.lexicographicallyPrecedes(addresses)
    }

    /// Returns the record of a node that is no longer waited for; it stays trusted.
    func forgotten(at now: Int64) -> PeerRecord {
        var record = self
        record.forgotten = max(now, 1)
        return record
    }

    /// Returns the record of a node that is here, with its name in histories.
    func present(as history: String, at now: Int64) -> PeerRecord {
        guard self.history != history || forgotten != nil else { return self }
        var record = self
        // A first name is no other state, so it overrides no revocation of a namesake.
        if self.history != nil || forgotten != nil { record.since = max(now, since + 1) }
        record.history = history
        record.forgotten = nil
        return record
    }
}
