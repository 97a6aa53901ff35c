/// Number of a node in its ``NodeTree``.
struct NodeIndex: Sendable, Hashable {
    /// Position in the arena.
    let position: UInt32

    /// The node at this position.
    init(_ position: Int) {
        self.position = UInt32(truncatingIfNeeded: position)
    }

    /// No node at all.
    static let none = NodeIndex(Int(UInt32.max))

    /// False for ``none``.
    var exists: Bool { position != .max }
}
