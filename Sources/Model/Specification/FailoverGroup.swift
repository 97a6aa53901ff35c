/// Virtual addresses that are always on the same node.
public struct FailoverGroup: Sendable, Hashable {
    /// Unique among the groups; virtual addresses name it.
    public var name: String
    /// The number of the virtual router, unique on the links.
    ///
    /// **Range:** 1...255.
    public var virtualRouterID: UInt8
    /// The node that has the addresses while all nodes are well; nil: the one of highest priority.
    ///
    /// It gets the highest priority, and each node above it the next lower one.
    public var preferredNode: String?
    /// The name of an earlier group with which this one always moves; nil: it moves alone.
    public var companion: String?

    /// Creates a group.
    public init(
        name: String, virtualRouterID: UInt8, preferredNode: String? = nil,
        companion: String? = nil
    ) {
        self.name = name
        self.virtualRouterID = virtualRouterID
        self.preferredNode = preferredNode
        self.companion = companion
    }
}
