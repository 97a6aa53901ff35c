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
    /// True while the process runs another program than the installed `ballast-elect`.
    public var isOutdated: Bool?
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
    /// The losses of messages over the link of the synchronised connections, a sentence each; nil:
    /// none.
    public var syncLosses: [String]?
    /// The reasons for which this node does not take the role from a healthy one; nil: it is ready.
    public var unready: [String]?

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
        case master
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
        /// The node that has the addresses, or the address of a program that is no node of the
        /// document; nil: unknown or none.
        public var master: String?
        /// Addresses that this node should have and lacks.
        public var missing: [String] = []
        /// Addresses of the group that another program keeps on this node.
        public var foreign: [String] = []
        /// The other nodes that were heard since the election began.
        public var peers: [Peer] = []
        /// The nodes of the document that are not heard.
        public var absent: [Absence] = []
        /// The routers that send advertisements and no reports, such as keepalived.
        public var programs: [Program] = []
        /// The addresses of other hosts that run as this node; nil: none.
        public var twins: [String]?
        /// The virtual routers that no router advertises while another program advertises the
        /// others; nil: none.
        public var unadvertised: [String]?
        /// The addresses that another node advertises for the group and the document of this one
        /// does not have, and those that are missing there; nil: none.
        public var disputed: [String]?

        /// Creates a group.
        public init(
            name: String, role: Role, since: Int64, priority: Int, isStandingBy: Bool,
            master: String?
        ) {
            self.name = name
            self.role = role
            self.since = since
            self.priority = priority
            self.isStandingBy = isStandingBy
            self.master = master
        }
    }

    /// Another node.
    public struct Peer: Sendable, Codable, Hashable {
        /// The name; "unknown node" with its address for one that the document does not name.
        public var node: String
        /// True for a node that the document does not name: it never gets the role from this node.
        public var isUnknown: Bool?
        /// Its role.
        public var role: Role
        /// Its priority after deductions.
        public var priority: Int
        /// Whether it can take the role over.
        public var isCandidate: Bool
        /// Whether it hears this node.
        public var hearsThisNode: Bool
        /// Whether its packets arrive; false: the other values are those of its last report.
        public var isHeard = true
        /// Whether the operator has put it in standby.
        public var isStandingBy = false
        /// The time of its last packet; nil: unknown.
        ///
        /// **Unit:** milliseconds since 1970.
        public var lastHeard: Int64?
        /// True while another program has addresses of the group there.
        public var hasForeignAddresses: Bool?
        /// The nodes that it does not hear although this node does; nil: none.
        public var unheard: [String]?
        /// The address of another host that runs as the same node; nil: none.
        public var twin: String?
        /// True while it has been without a controller for longer than the grace of the document.
        public var lacksController: Bool?
        /// True for a node of another cluster: it advertises other addresses with the same number.
        public var isForeign: Bool?
        /// True for a node that the cluster has revoked.
        public var isRevoked: Bool?
        /// True while its document has other virtual addresses for the group, for longer than an
        /// edit needs.
        public var hasOtherAddresses: Bool?
        /// Whether it is a backup that its own controller reports as not ready.
        public var isUnready: Bool { isHeard && role == .backup && !isCandidate && !isStandingBy }

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

    /// A node of the document that can't take over, because nothing is heard of it.
    public struct Absence: Sendable, Codable, Hashable {
        /// The name.
        public var node: String
        /// Whether it has reported the end of its election.
        public var hasStopped: Bool
        /// The time of its last packet; nil: none since the election began.
        ///
        /// **Unit:** milliseconds since 1970.
        public var lastHeard: Int64?

        /// Creates an absence.
        public init(node: String, hasStopped: Bool = false, lastHeard: Int64? = nil) {
            self.node = node
            self.hasStopped = hasStopped
            self.lastHeard = lastHeard
        }
    }

    /// A router of the group that sends advertisements and no reports.
    public struct Program: Sendable, Codable, Hashable {
        /// Its address.
        public var address: String
        /// The node of the document with this address; nil: none.
        public var node: String?
        /// Whether its advertisements arrive: it has the addresses.
        public var isMaster: Bool
        /// Whether it has had them for longer than a takeover needs while this node had them too.
        public var isRival: Bool
        /// The time of its last advertisement.
        ///
        /// **Unit:** milliseconds since 1970.
        public var lastHeard: Int64
        /// The number with which it advertises; nil: unknown.
        public var virtualRouterID: Int?
        /// True for another virtual router with the same number: none of the addresses that it
        /// advertises is of the group.
        public var isForeign: Bool?
        /// True for a master with addresses of the group that can be no node of the document.
        public var isUnknown: Bool?

        private enum CodingKeys: String, CodingKey {
            case node, address, isMaster, isRival, lastHeard
            case virtualRouterID = "virtualRouterId"
            case isForeign, isUnknown
        }

        /// Creates a program.
        public init(
            address: String, node: String?, isMaster: Bool, isRival: Bool, lastHeard: Int64
        ) {
            self.address = address
            self.node = node
            self.isMaster = isMaster
            self.isRival = isRival
            self.lastHeard = lastHeard
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
        /// The packets that were refused in the last minute.
        public var refused: [Refused] = []
        /// The nodes that are heard over other links and not over this one; nil: none.
        public var silent: [String]?

        /// Creates a link.
        public init(name: String, fault: String?, sent: Int, received: Int) {
            self.name = name
            self.fault = fault
            self.sent = sent
            self.received = received
        }
    }

    /// Packets of one sender that were refused in the last minute for one reason.
    public struct Refused: Sendable, Codable, Hashable {
        /// The sender; nil on a serial line.
        public var source: String?
        /// The reason.
        public var reason: String
        /// Number of packets.
        public var count: Int
        /// Whether they are for a virtual router of this node.
        public var isFault: Bool

        /// Creates a summary of packets.
        public init(source: String?, reason: String, count: Int, isFault: Bool) {
            self.source = source
            self.reason = reason
            self.count = count
            self.isFault = isFault
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
