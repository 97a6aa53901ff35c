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
    /// The node's own network; nil: left alone.
    public var network: NodeNetwork?

    /// Creates a node.
    public init(
        name: String, address: IPAddress? = nil, priority: UInt8 = 100,
        network: NodeNetwork? = nil
    ) {
        self.name = name
        self.address = address
        self.priority = priority
        self.network = network
    }

    /// The number of the node in reports between nodes: FNV-1a of the name, and 1 for 0.
    ///
    /// Two names can have the same number, and then can't be nodes of one cluster.
    public var number: UInt32 {
        let hash = name.utf8.reduce(0x811c_9dc5 as UInt32) {
            ($0 ^ UInt32($1)) &* 0x0100_0193
        }
        return hash == 0 ? 1 : hash
    }
}
