/// The place of this node's configuration in the history of all nodes.
public struct Position: Sendable, Hashable, Codable {
    /// The configuration.
    public private(set) var contents: Digest
    /// Everything that the configuration includes or has replaced.
    public private(set) var vector: VersionVector
    /// The histories at which nodes had exactly these contents, without an edit since.
    ///
    /// A generation that has one of them in its history is an edit of these contents.
    /// **Shape:** at least one, at most ``rootLimit``; none is older than another.
    public private(set) var roots: [VersionVector]

    /// The most roots.
    public static let rootLimit = 16

    /// Creates the position of a generation.
    public init(contents: Digest, vector: VersionVector) {
        self.contents = contents
        self.vector = vector
        roots = [vector]
    }

    /// The relation of another generation to this configuration.
    public enum Relation: Sendable, Hashable {
        /// It is the same configuration, and its history has nothing new.
        case same
        /// It is the same configuration with a history that this node does not know.
        case equivalent
        /// It is an edit of this configuration.
        case newer
        /// It is included in this configuration, or was replaced by it.
        case older
        /// Neither is an edit of the other.
        case conflict
    }

    /// Returns the relation of another generation.
    ///
    /// A generation with edits that do not count is never newer. One without them takes the place
    /// of this configuration if this one has such edits, and no other that it lacks.
    public func relation(
        of contents: Digest, _ vector: VersionVector,
        counting edits: CountedEdits = CountedEdits()
    ) -> Relation {
        guard !edits.isExceeded(by: vector) else {
            return contents == self.contents ? .same : .conflict
        }
        guard !edits.isExceeded(by: self.vector) else {
            guard contents != self.contents else { return .equivalent }
            let order = vector.compared(to: edits.counting(self.vector))
            return order == .same || order == .newer ? .newer : .conflict
        }
        let order = vector.compared(to: self.vector)
        guard contents != self.contents else {
            return order == .same || order == .older ? .same : .equivalent
        }
        switch order {
        case .older: return .older
        // Two edits with one number: a node has lost a part of its history.
        case .same: return .conflict
        case .newer, .concurrent:
            return roots.contains { vector.compared(to: $0) == .newer } ? .newer : .conflict
        }
    }

    /// Returns the position without the edits that do not count.
    public func counting(_ edits: CountedEdits) -> Position {
        guard edits.isExceeded(by: vector) else { return self }
        var next = Position(contents: contents, vector: edits.counting(vector))
        next.roots = Array(Set(roots.map(edits.counting)))
        return next
    }

    /// Returns the position after another generation was found to be the same configuration.
    public func joined(with vector: VersionVector) -> Position {
        var next = self
        next.vector = self.vector.merged(with: vector)
        if vector.compared(to: self.vector) == .newer {
            // The history can have edits that were undone, so earlier roots do not count.
            next.roots = [vector]
        } else {
            next.roots = roots.filter { $0.compared(to: vector) != .older }
            if !next.roots.contains(where: { vector.compared(to: $0) == .older }),
                next.roots.count < Self.rootLimit, !next.roots.contains(vector)
            {
                next.roots.append(vector)
            }
        }
        return next
    }

    /// Returns the position after a newer generation was activated.
    public func replaced(by contents: Digest, _ vector: VersionVector) -> Position {
        var next = Position(contents: contents, vector: vector)
        next.vector = self.vector.merged(with: vector)
        return next
    }

    /// Returns the position after an edit on a node.
    ///
    /// - Parameter others: histories that the edit replaces.
    public func edited(
        to contents: Digest, by node: String, replacing others: [VersionVector] = []
    ) -> Position {
        let seen = others.reduce(vector) { $0.merged(with: $1) }
        return Position(contents: contents, vector: seen.incremented(by: node))
    }
}
