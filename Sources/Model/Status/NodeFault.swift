/// A condition that lowers the priority of a node, while it holds.
public struct NodeFault: Sendable, Codable, Hashable {
    /// The condition in words: "track uplink: eth1 is down".
    public var reason: String
    /// The deduction from the priority; nil: all of it.
    public var weight: Int?

    /// Creates a fault.
    public init(reason: String, weight: Int? = nil) {
        self.reason = reason
        self.weight = weight
    }
}
