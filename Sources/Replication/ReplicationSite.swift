import Model

/// The place of a node's replication: its files, its name and its clock.
public struct ReplicationSite: Sendable {
    /// The path of the document; its directory is the root of all replicated files.
    public var document: String
    /// The state directory of the controller.
    public var state: String
    /// The name given by `--node`; nil: the host name.
    public var node: String?
    /// The name of the host.
    public var hostName: String
    /// The version of the program.
    public var version: String
    /// A random name of this run, by which peers tell two copies of a node from one that restarts.
    public let run = String(UInt64.random(in: .min ... .max), radix: 16)
    /// Returns the time.
    ///
    /// **Unit:** milliseconds since 1970.
    public var wallClock: @Sendable () -> Int64

    /// Creates a place.
    public init(
        document: String, state: String, node: String? = nil, hostName: String, version: String,
        wallClock: @escaping @Sendable () -> Int64
    ) {
        self.document = document
        self.state = state
        self.node = node
        self.hostName = hostName
        self.version = version
        self.wallClock = wallClock
    }

    /// The name of this node.
    public var name: String { node ?? hostName }
    /// The directory of the state of replication.
    public var directory: String { state + "/replication" }
    /// The time in seconds since 1970.
    var now: Int64 { wallClock() / 1000 }
}
