import Addresses

/// The load balancers that run with the same document.
public struct Cluster: Sendable, Hashable {
    /// Name of the pair or fleet; it appears in status and events.
    public var name: String
    /// The load balancers.
    ///
    /// **Shape:** unique by name and by address.
    public var nodes: [Node]
    /// How open connections are made known to the other nodes; nil: not at all.
    public var connectionSync: ConnectionSync?

    /// A cluster of these nodes.
    public init(name: String, nodes: [Node] = [], connectionSync: ConnectionSync? = nil) {
        self.name = name
        self.nodes = nodes
        self.connectionSync = connectionSync
    }
}

/// One load balancer of a cluster.
public struct Node: Sendable, Hashable {
    /// Unique among the nodes; usually the host name of the machine.
    public var name: String
    /// The node's own address, by which its peers know it.
    public var address: IPAddress?
    /// Who is master: the highest.
    ///
    /// **Range:** 1...254, default 100. Source: RFC 9568 section 5.2.4.
    public var priority: UInt8

    /// A node with this name.
    public init(name: String, address: IPAddress? = nil, priority: UInt8 = 100) {
        self.name = name
        self.address = address
        self.priority = priority
    }
}
