/// The health of this node, as the caller sees it at one moment.
public struct NodeCondition: Sendable, Hashable {
    /// False for a hard fault: a tracked object without weight failed, or the addresses could not
    /// be added.
    ///
    /// The node can't have the role.
    public var isUsable = true
    /// False while the node must not take the role from a healthy one: its tables are not filled,
    /// its connections are not synchronized yet.
    ///
    /// It takes over from a silent one all the same.
    public var isReady = true
    /// The sum of the weights of tracked objects that failed.
    public var penalty = 0
    /// The gateways that the node reaches, and all of them; nil if none are configured.
    public var gateways: Gateways?

    /// Whether another program has addresses of the group on this node; it changes no role.
    public var hasForeignAddresses = false

    /// Whether the controller sends probes over the link of the synchronised connections.
    public var probesSync = false
    /// Whether the cluster has revoked this node.
    public var isRevoked = false

    /// Gateways that answer, of those that are configured.
    public struct Gateways: Sendable, Hashable {
        /// Number of gateways that answer.
        public var reached: UInt8
        /// Number of gateways in the document, at least 1.
        public var total: UInt8

        /// Creates a count.
        public init(reached: UInt8, total: UInt8) {
            self.reached = reached
            self.total = total
        }
    }

    /// Creates the condition of a healthy node without gateways.
    public init() {}
}
