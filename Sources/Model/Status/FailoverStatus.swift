/// The election of the node that has the virtual addresses, as this node sees it.
public struct FailoverStatus: Sendable, Codable, Hashable {
    /// The name of this node; nil: the election process has no settings yet.
    public var node: String?
    /// The election process; nil: none runs.
    public var processID: Int?
    /// Problems of the process and its settings, a sentence each.
    public var problems: [String]
    /// Whether the process has real-time priority.
    public var isRealTime: Bool?
    /// The longest delay between a timer and its execution since the start of the process.
    ///
    /// **Unit:** microseconds.
    public var longestDelay: Int?
    /// The groups, in the order of the document.
    public var groups: [Group] = []
    /// The links, in the order of the document.
    public var links: [Link] = []
    /// The gateways, in the order of the document.
    public var gateways: [Gateway] = []
    /// The conditions that lower the priority of this node, while they hold.
    public var faults: [NodeFault] = []
    /// True while this node receives the connections of the master, and leaves it the role.
    public var awaitsConnections: Bool?

    /// Creates a status.
    public init(node: String? = nil, processID: Int? = nil, problems: [String] = []) {
        self.node = node
        self.processID = processID
        self.problems = problems
    }
}

extension FailoverStatus {
    /// A role of a node.
    public enum Role: String, Sendable, Codable, Hashable, CaseIterable {
        /// The election has ended.
        case stopped
        /// The node can't have the addresses.
        case faulty
        /// Another node has the addresses, or none does.
        case backup
        /// The node has the addresses.
        case active
    }

    /// A group of virtual addresses.
    public struct Group: Sendable, Codable, Hashable {
        /// The name.
        public var name: String
        /// The role of this node.
        public var role: Role
        /// The time at which this node got the role.
        ///
        /// **Unit:** milliseconds since 1970.
        public var since: Int64
        /// The priority after deductions.
        public var priority: Int
        /// Whether the operator has put this node in standby.
        public var isStandingBy: Bool
        /// The node that has the addresses; nil: unknown, none, or another program.
        public var active: String?
        /// Addresses that this node should have and lacks.
        public var missing: [String] = []
        /// Addresses of the group that another program keeps on this node.
        public var foreign: [String] = []
        /// The other nodes that are heard.
        public var peers: [Peer] = []

        /// Creates a group.
        public init(
            name: String, role: Role, since: Int64, priority: Int, isStandingBy: Bool,
            active: String?
        ) {
            self.name = name
            self.role = role
            self.since = since
            self.priority = priority
            self.isStandingBy = isStandingBy
            self.active = active
        }
    }

    /// Another node.
    public struct Peer: Sendable, Codable, Hashable {
        /// The name.
        public var node: String
        /// Its role.
        public var role: Role
        /// Its priority after deductions.
        public var priority: Int
        /// Whether it can take the role over.
        public var isCandidate: Bool
        /// Whether it hears this node.
        public var hearsThisNode: Bool

        /// Creates a peer.
        public init(
            node: String, role: Role, priority: Int, isCandidate: Bool, hearsThisNode: Bool
        ) {
            self.node = node
            self.role = role
            self.priority = priority
            self.isCandidate = isCandidate
            self.hearsThisNode = hearsThisNode
        }
    }

    /// A link between the nodes.
    public struct Link: Sendable, Codable, Hashable {
        /// The interface or device.
        public var name: String
        /// The reason why it can't be used; nil: it can.
        public var fault: String?
        /// Number of packets sent.
        public var sent: Int
        /// Number of accepted packets.
        public var received: Int

        /// Creates a link.
        public init(name: String, fault: String?, sent: Int, received: Int) {
            self.name = name
            self.fault = fault
            self.sent = sent
            self.received = received
        }
    }

    /// A gateway.
    public struct Gateway: Sendable, Codable, Hashable {
        /// The address.
        public var address: String
        /// Whether it answers; nil: not known yet.
        public var isReached: Bool?

        /// Creates a gateway.
        public init(address: String, isReached: Bool?) {
            self.address = address
            self.isReached = isReached
        }
    }
}
