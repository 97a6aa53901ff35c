/// The nodes of the cluster; every node uses the same document.
public struct Cluster: Sendable, Hashable {
    /// The name of the cluster, for status and events.
    public var name: String
    /// The nodes.
    ///
    /// **Shape:** unique by name and by address.
    public var nodes: [Node]
    /// Synchronisation of open connections with the other nodes; nil: off.
    public var connectionSync: ConnectionSync?
    /// Synchronisation of HAProxy's stick tables with the other nodes; nil: off.
    public var tableSync: TableSync?
    /// Election of the node that has the virtual addresses; nil: no node moves them.
    public var failover: Failover?
    /// Replication of the configuration to the other nodes; nil: off.
    public var replication: ReplicationSettings?

    /// Creates a cluster of these nodes.
    public init(
        name: String, nodes: [Node] = [], connectionSync: ConnectionSync? = nil,
        tableSync: TableSync? = nil, failover: Failover? = nil,
        replication: ReplicationSettings? = nil
    ) {
        self.name = name
        self.nodes = nodes
        self.connectionSync = connectionSync
        self.tableSync = tableSync
        self.failover = failover
        self.replication = replication
    }
}
