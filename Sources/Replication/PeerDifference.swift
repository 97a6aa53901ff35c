import Model

/// The differences between the configuration in force on this node and that of a peer.
public struct PeerDifference: Sendable, Hashable, Codable {
    /// The name of the peer.
    public var node: String
    /// The reason that nothing is compared; nil: the rest is valid.
    public var failure: String?
    /// Whether there is a connection to the peer.
    public var isConnected = false
    /// The time of the peer's last message, milliseconds since 1970; nil: none since the start.
    public var heard: Int64?
    /// The generation in force here.
    public var here: ReplicationStatus.Generation?
    /// The last generation that the peer has offered.
    public var there: ReplicationStatus.Generation?
    /// The files that differ, the document by its name.
    ///
    /// **Shape:** ascending by path.
    public var files: [File] = []
    /// The texts of the document; nil: they are equal, or one of them is not here.
    public var document: Texts?
    /// The reason that the texts of different documents are not compared; nil: they are.
    public var documentFailure: String?

    /// A file that differs.
    public struct File: Sendable, Hashable, Codable {
        /// The path below the directory of the document.
        public var path: String
        /// Its contents here; nil: it is not in this configuration.
        public var here: Contents?
        /// Its contents on the peer; nil: it is not in that configuration.
        public var there: Contents?

        /// Creates a difference.
        public init(path: String, here: Contents?, there: Contents?) {
            self.path = path
            self.here = here
            self.there = there
        }
    }

    /// The contents of a file.
    public struct Contents: Sendable, Hashable, Codable {
        /// The permissions.
        public var mode: UInt32
        /// The number of bytes.
        public var size: Int
        /// SHA-256 in hexadecimal digits.
        public var digest: String

        /// Creates contents.
        public init(mode: UInt32, size: Int, digest: String) {
            self.mode = mode
            self.size = size
            self.digest = digest
        }

        init(_ entry: Entry) {
            self.init(mode: entry.mode, size: entry.size, digest: entry.digest.hex)
        }
    }

    /// Two documents.
    public struct Texts: Sendable, Hashable, Codable {
        /// The one of this node.
        public var here: String
        /// The one of the peer.
        public var there: String

        /// Creates a pair.
        public init(here: String, there: String) {
            self.here = here
            self.there = there
        }
    }

    /// Creates differences to a node.
    public init(to node: String, failure: String? = nil) {
        self.node = node
        self.failure = failure
    }
}
