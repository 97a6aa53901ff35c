import Model

/// Keeps the configuration of this node equal to that of its peers.
public actor Replicator {
    private let site: ReplicationSite
    private let ports: ReplicationPorts

    /// The state of replication; nil: the document has none.
    public var status: ReplicationStatus? { nil }

    /// Creates the replication of this place.
    public init(_ site: ReplicationSite, _ ports: ReplicationPorts) {
        self.site = site
        self.ports = ports
    }

    /// Exchanges generations with the peers until the task is cancelled.
    public func run() async {}

    /// Adopts the document in force.
    ///
    /// - Parameter bytes: its text; nil: the same as before.
    public func follow(_ spec: Spec, bytes: [UInt8]?) {}

    /// Makes the configuration of a node the newest one of all nodes.
    public func synchronize(from node: String) async -> SyncAnswer {
        SyncAnswer(isDone: false, message: "replication is not configured")
    }
}
