import Addresses

/// A node of the cluster.
public struct NodeExplanation: Sendable, Codable, Hashable {
    /// Name in the document.
    public var name: String
    /// Its address; nil: the document has none.
    public var address: IPAddress?
    /// Its priority in the election.
    public var priority: Int

    /// Creates an explanation.
    public init(_ node: Node) {
        name = node.name
        address = node.address
        priority = Int(node.priority)
    }
}
