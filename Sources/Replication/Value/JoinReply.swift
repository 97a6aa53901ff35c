/// The answer to a valid ``JoinRequest``.
public struct JoinReply: Sendable, Hashable, Codable {
    /// The name of the node that answers.
    public var node: String
    /// The nodes that it knows, the new one included.
    public var membership: Membership

    /// Creates an answer.
    public init(node: String, membership: Membership) {
        self.node = node
        self.membership = membership
    }
}
