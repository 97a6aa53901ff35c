import Addresses

/// One load balancer of a cluster.
public struct Node: Sendable, Hashable {
    /// Unique among the nodes; usually the host name of the machine.
    public var name: String
    /// The node's own address, which identifies it to its peers.
    public var address: IPAddress?
    /// The priority: the node with the highest is the master.
    ///
    /// **Range:** 1...254, default 100. Source: RFC 9568 section 5.2.4.
    public var priority: UInt8

    /// Creates a node.
    public init(name: String, address: IPAddress? = nil, priority: UInt8 = 100) {
        self.name = name
        self.address = address
        self.priority = priority
    }
}
