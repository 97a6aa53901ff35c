import Addresses
import Model

/// The nodes whose HAProxy has the same stick tables.
///
/// **Source:** the configuration manual of HAProxy 2.6, section 3.5, "Peers".
public struct TablePeers: Sendable, Hashable {
    /// The name of this node.
    var node: String
    /// The endpoint of this node.
    var listen: Endpoint
    /// The endpoints of the other nodes, by name.
    var others: [String: Endpoint]
    /// The settings of the connections.
    var sync: TableSync

    /// The address of this node.
    public var address: IPAddress { listen.address }

    /// The section with the peers.
    static let section = "ballast"

    /// Creates the peers of a node; nil: the document has none.
    public init?(_ spec: Spec, of node: Node?) {
        guard let cluster = spec.cluster, let sync = cluster.tableSync, let node,
            let address = node.address
        else { return nil }
        self.node = node.name
        self.sync = sync
        listen = Endpoint(address, port: sync.port)
        others = [:]
        for other in cluster.nodes where other.name != node.name {
            others[other.name] = other.address.map { Endpoint($0, port: sync.port) }
        }
    }
}
