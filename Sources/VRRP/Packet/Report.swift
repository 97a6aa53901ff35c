import Addresses

/// The state of a node of Ballast, sent to its peers beside advertisements.
///
/// In VRRP only the active router sends, and only its priority is known. Reports add the state of
/// the backups: it allows planned handovers, and shows a node that its packets do not arrive.
/// Nodes that receive each other's reports ignore each other's advertisements; other programs
/// receive advertisements only.
///
/// A report is a VRRP packet of version 3 with a type of its own, which other routers must discard
/// (RFC 9568 section 5.2.2). Networks and firewalls that pass advertisements also pass reports.
public struct Report: Sendable, Hashable {
    /// Its packet type; IANA assigns 1 alone.
    static let type: UInt8 = 11
    /// The most nodes in ``heard``.
    static let heardLimit = 16

    /// The role of the sender.
    public enum Role: UInt8, Sendable, Hashable {
        /// The process ends, or has not started.
        case stopped = 0
        /// The node can't take the role: a link of the addresses is down, a tracked object failed.
        case faulty = 1
        /// Waits for the active node to fail.
        case backup = 2
        /// Has the addresses.
        case active = 3
    }

    /// A change of the role that the sender asks for.
    public enum Intent: Sendable, Hashable {
        /// None.
        case none
        /// The active sender keeps the addresses until this node has them.
        case offer(NodeID)
        /// The sender has released the addresses, or is about to; the named node takes them at
        /// once, any other after its skew time.
        case resigned(NodeID?)
    }

    /// The first virtual router of the group, 1...255.
    public var routerID: UInt8
    /// The sender, the same on every link.
    public var node: NodeID
    /// A number that differs after each start of the sender.
    public var session: UInt32
    /// Number of the report within the session, from 1.
    ///
    /// The copies on all links have the same.
    public var sequence: UInt64
    /// Role of the sender.
    public var role: Role
    /// The priority after all deductions, 1...255.
    public var priority: UInt8
    /// The sum of the deductions.
    public var penalty: UInt8
    /// Whether the node can take the role over at this moment: healthy, ready, not in standby.
    public var isCandidate: Bool
    /// Whether the operator has put the node in standby.
    public var isStandingBy = false
    /// The change of the role that the sender asks for.
    public var intent: Intent
    /// Time between two reports, and between two advertisements.
    ///
    /// 10 ms...40.95 s.
    public var interval: Duration
    /// Time for which the sender has had the role, or had it the last time, in milliseconds.
    public var activeFor: Duration
    /// Number of takeovers of the session, modulo 256.
    ///
    /// A change shows that the sender had the role, even if no report of that time arrived. The
    /// active node then announces again, because clients may have cached the other node.
    public var takeovers: UInt8
    /// The gateways that the sender reaches; nil if none are configured.
    public var gateways: UInt8?
    /// Whether another program has addresses of the group on the sender.
    public var hasForeignAddresses = false
    /// The active node that a backup hears at this moment: a node that does not hear it leaves it
    /// the role; nil: none.
    ///
    /// On the wire it is the first one of ``heard``.
    public var witnessed: NodeID?
    /// Whether the operator gave the role to the active sender; of an offer: whether the receiver
    /// gets it for that reason.
    public var isChosen = false
    /// Whether the sender was without a controller for longer than its grace.
    public var lacksController = false
    /// Whether its controller sends probes over the link of the synchronised connections.
    public var probesSync = false
    /// Whether the sender was revoked by the cluster.
    public var isRevoked = false
    /// A number of the virtual addresses of the group; 0: unknown.
    ///
    /// Two nodes with different numbers have different documents.
    public var addressDigest: UInt32 = 0
    /// The primary address, which decides between equal priorities: the same on every link.
    public var address: IPAddress
    /// The nodes whose reports the sender hears, at most 16.
    public var heard: [NodeID]

    /// Creates the report of a backup; the other fields have the values of a healthy node.
    public init(
        routerID: UInt8, node: NodeID, session: UInt32, sequence: UInt64, priority: UInt8,
        interval: Duration, address: IPAddress
    ) {
        self.routerID = routerID
        self.node = node
        self.session = session
        self.sequence = sequence
        self.priority = priority
        self.interval = interval
        self.address = address
        role = .backup
        penalty = 0
        isCandidate = true
        intent = .none
        activeFor = .zero
        takeovers = 0
        gateways = nil
        heard = []
    }
}
