/// The greeting of two trusted nodes: the body of `POST /v1/hello` and of its answer.
public struct PeerHello: Sendable, Hashable, Codable {
    /// The name of the cluster; empty: unknown yet.
    public var cluster: String
    /// The name of the node.
    public var node: String
    /// The newest format of manifests that the program reads.
    public var format: Int
    /// The version of the program.
    public var program: String
    /// The nodes that it knows.
    public var membership: Membership
    /// The port at which it listens; nil: unknown, as in the first release.
    public var port: UInt16?

    /// The name of this run of the controller; nil: an earlier program.
    public var run: String?
    /// The addresses of the hosts that use the identity of the receiver, if there are two; nil:
    /// one, or an earlier program.
    public var copies: [String]?

    /// The digest of the shared entries of the node; nil: it shares none, can't read them, or has
    /// an earlier program.
    public var entries: Digest?
    /// The number of the last line of the node's log; nil: there is none.
    public var lastLine: Int64?
    /// The number of the last line of the receiver's log that the node has; nil: as above.
    public var heardLine: Int64?

    /// Creates a greeting.
    public init(
        cluster: String, node: String, format: Int, program: String, membership: Membership,
        port: UInt16? = nil, run: String? = nil
    ) {
        self.run = run
        self.port = port
        self.cluster = cluster
        self.node = node
        self.format = format
        self.program = program
        self.membership = membership
    }
}
