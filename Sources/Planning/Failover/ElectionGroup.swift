import Model

/// Virtual addresses that move as one, with the priority of one node.
public struct ElectionGroup: Sendable, Hashable {
    /// The name of the first failover group in it.
    public var name: String
    /// The priority of the node in this group.
    ///
    /// **Range:** 1...254.
    public var priority: UInt8
    /// The virtual routers in the order of the document, IPv4 before IPv6.
    ///
    /// **Shape:** at least one.
    public var routers: [ElectionRouter]

    /// Creates a group.
    public init(name: String, priority: UInt8, routers: [ElectionRouter]) {
        self.name = name
        self.priority = priority
        self.routers = routers
    }
}
