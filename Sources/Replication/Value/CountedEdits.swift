/// The edits of revoked nodes that count: those that the revoking nodes knew.
public struct CountedEdits: Sendable, Hashable {
    /// The number of the last edit that counts, by the name of the node in histories; the edits of
    /// other names all count.
    public let limits: [String: UInt64]

    /// Creates limits.
    public init(_ limits: [String: UInt64] = [:]) {
        self.limits = limits
    }

    /// Whether a history has an edit that does not count.
    public func isExceeded(by vector: VersionVector) -> Bool {
        limits.contains { vector[$0.key] > $0.value }
    }

    /// Returns a history without the edits that do not count.
    public func counting(_ vector: VersionVector) -> VersionVector {
        guard isExceeded(by: vector) else { return vector }
        var counts = vector.counts
        for (name, limit) in limits { counts[name] = min(vector[name], limit) }
        return VersionVector(counts)
    }
}
