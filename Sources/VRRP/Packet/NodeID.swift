/// The number of a node in reports: any number but 0, different for every node of a cluster.
///
/// The caller derives it from the name of the node, so that it survives restarts and addresses.
public struct NodeID: Sendable, Hashable, Comparable {
    /// The number on the wire.
    public let rawValue: UInt32

    /// Creates a number; nil for 0, which means "no node" in reports.
    public init?(_ rawValue: UInt32) {
        guard rawValue != 0 else { return nil }
        self.rawValue = rawValue
    }

    /// Derives the number from a name: FNV-1a, 32 bits.
    ///
    /// Two names of a cluster can have the same number; validation of the document must compare
    /// the numbers of all its nodes.
    public init(name: String) {
        var hash: UInt32 = 0x811c_9dc5
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        rawValue = hash == 0 ? 1 : hash
    }

    /// Numeric order.
    public static func < (left: NodeID, right: NodeID) -> Bool {
        left.rawValue < right.rawValue
    }
}
