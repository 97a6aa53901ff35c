/// The replication of the configuration, as this node sees it.
public struct ReplicationStatus: Sendable, Codable, Hashable {
    /// The name of this node.
    public var node: String
    /// The generation in force here; nil: none yet.
    public var generation: Generation?
    /// A configuration that is neither older nor newer; nil: none.
    public var conflict: Conflict?
    /// Files that the document names outside its directory, which are not replicated.
    public var outside: [String] = []
    /// Files that the document names and that can't be read here, a sentence each.
    public var missing: [String] = []
    /// The other nodes, ascending by name.
    public var peers: [Peer] = []
    /// The reason that replication does not work here; nil: it does.
    public var failure: String?
    /// True for a node that the cluster has revoked.
    public var isRevoked: Bool?

    /// Creates a status.
    public init(node: String, generation: Generation? = nil) {
        self.node = node
        self.generation = generation
    }
}

extension ReplicationStatus {
    /// A generation.
    public struct Generation: Sendable, Codable, Hashable {
        /// The first 12 hexadecimal digits of its identity.
        public var id: String
        /// The node that made it.
        public var author: String
        /// The number of edits in its history.
        public var number: UInt64
        /// The time at which it was made.
        ///
        /// **Unit:** milliseconds since 1970.
        public var written: Int64

        /// Creates a generation.
        public init(id: String, author: String, number: UInt64, written: Int64) {
            self.id = id
            self.author = author
            self.number = number
            self.written = written
        }
    }

    /// Two configurations, neither of which has seen the other.
    public struct Conflict: Sendable, Codable, Hashable {
        /// The other node; this node: its own files differ from the generation in force.
        public var node: String
        /// The paths of the files that differ, at most 20; the document by its name.
        public var files: [String]
        /// The node whose edits after its revocation are the cause; nil: edits of trusted nodes.
        public var revoked: String?

        /// Creates a conflict.
        public init(node: String, files: [String], revoked: String? = nil) {
            self.node = node
            self.files = files
            self.revoked = revoked
        }
    }

    /// The state of a node in relation to the generation in force here.
    public enum PeerState: String, Sendable, Codable, Hashable, CaseIterable {
        /// The same configuration is in force there.
        case current
        /// The node has not activated it yet.
        case behind
        /// The node has a newer one, which is not in force here yet.
        case ahead
        /// The node has refused it.
        case refused
        /// The node has another configuration that is neither older nor newer.
        case conflict
        /// The node can't be reached, or does not accept this one.
        case unreachable
        /// The node has not reported yet.
        case unknown
    }

    /// Another node.
    public struct Peer: Sendable, Codable, Hashable {
        /// The name.
        public var name: String
        /// Its addresses.
        public var addresses: [String]
        /// Whether there is a connection to it.
        public var isConnected: Bool
        /// The time at which the connection was made or lost.
        ///
        /// **Unit:** milliseconds since 1970; nil: never connected.
        public var since: Int64?
        /// The first 12 hexadecimal digits of its generation; nil: unknown.
        public var generation: String?
        /// Its state.
        public var state: PeerState
        /// The time for which it has been behind.
        ///
        /// **Unit:** seconds; nil: it is not behind.
        public var lag: Int?
        /// The reason of a refusal or a failed connection, a sentence.
        public var refusal: String?
        /// The paths of the files that differ there, at most 20.
        public var files: [String] = []
        /// The time of its last message.
        ///
        /// **Unit:** milliseconds since 1970; nil: none since the start of the controller.
        public var heard: Int64?
        /// The revoked nodes of which it has not confirmed the revocation since the start of the
        /// controller, at most 20.
        public var unaware: [String] = []

        /// Creates a peer.
        public init(
            name: String, addresses: [String], isConnected: Bool, since: Int64? = nil,
            state: PeerState
        ) {
            self.name = name
            self.addresses = addresses
            self.isConnected = isConnected
            self.since = since
            self.state = state
        }
    }
}
