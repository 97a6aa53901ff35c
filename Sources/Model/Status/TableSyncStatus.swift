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
        /// TCP connects, and TLS does not.
        case handshake
        /// HAProxy on the other node refuses the session.
        case refused
        /// TCP does not connect.
        case unreachable
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
