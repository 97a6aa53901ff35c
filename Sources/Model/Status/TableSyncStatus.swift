/// The synchronisation of HAProxy's stick tables with the other nodes.
public struct TableSyncStatus: Sendable, Codable, Hashable {
    /// The other nodes, by name.
    public var nodes: [Node]
    /// The reasons that a reload loses the tables of this node, a sentence each.
    public var losses: [String]

    /// The state of the connection to another node.
    public enum State: String, Sendable, Codable, Hashable, CaseIterable {
        /// The tables are synchronised.
        case connected
        /// There has been no connection, for less than 20 seconds.
        case connecting
        /// There is no connection: nothing answers on the port of the other node, or this node
        /// does not accept its certificate.
        case disconnected
        /// HAProxy on the other node answers and starts no session, as with a certificate that it
        /// does not accept.
        case handshake
        /// HAProxy on the other node refuses the session.
        case refused
    }

    /// Another node.
    public struct Node: Sendable, Codable, Hashable {
        /// The name.
        public var name: String
        /// The state of the connection.
        public var state: State

        /// Creates a node.
        public init(name: String, state: State) {
            self.name = name
            self.state = state
        }
    }

    /// Creates a status.
    public init(nodes: [Node], losses: [String] = []) {
        self.nodes = nodes
        self.losses = losses.map(\.clean)
    }
}
