import Addresses

/// A node of the cluster.
public struct NodeExplanation: Sendable, Codable, Hashable {
    /// Name in the document.
    public var name: String
    /// Its address; nil: the document has none.
    public var address: IPAddress?
    /// Its priority in the election.
    public var priority: Int
    /// Its part in the election of each group; empty without failover.
    public var elections: [Election] = []

    /// The part of a node in the election of a group.
    public struct Election: Sendable, Codable, Hashable {
        /// The name of the group.
        public var group: String
        /// Its role; nil: unknown.
        public var role: FailoverStatus.Role?
        /// Its priority after deductions; nil: unknown.
        public var priority: Int?
        /// Whether the operator has put it in standby.
        public var isStandingBy = false
        /// Whether it is this node.
        public var isHere = false
        /// Whether packets of it arrive, or it is this node.
        public var isHeard = true
        /// The reasons for which it does not take the role from a healthy node; empty: those of
        /// another node are in its own status; nil: it is ready, or not a backup.
        public var unready: [String]?
        /// The time at which this node got its role; nil: another node.
        ///
        /// **Unit:** milliseconds since 1970.
        public var since: Int64?
        /// The time of its last packet; nil: this node, or no packet since the election began.
        ///
        /// **Unit:** milliseconds since 1970.
        public var lastHeard: Int64?

        /// Creates the part of a node.
        public init(_ node: String, in group: FailoverStatus.Group, of failover: FailoverStatus) {
            self.group = group.name
            if node == failover.node {
                (role, priority, since) = (group.role, group.priority, group.since)
                (isStandingBy, isHere) = (group.isStandingBy, true)
                if group.role == .backup { unready = failover.unready }
            } else if let peer = group.peers.first(where: { $0.node == node }) {
                (role, priority, lastHeard) = (peer.role, peer.priority, peer.lastHeard)
                (isStandingBy, isHeard) = (peer.isStandingBy, peer.isHeard)
                if peer.isUnready { unready = [] }
            } else if let program = group.programs.first(where: { $0.node == node }) {
                lastHeard = program.lastHeard
                isHeard = program.isMaster
                if program.isMaster { role = .master }
            } else {
                isHeard = false
            }
        }
    }

    /// Creates an explanation.
    public init(_ node: Node, in failover: FailoverStatus? = nil) {
        name = node.name
        address = node.address
        priority = Int(node.priority)
        guard let failover else { return }
        elections = failover.groups.map { Election(node.name, in: $0, of: failover) }
    }
}
