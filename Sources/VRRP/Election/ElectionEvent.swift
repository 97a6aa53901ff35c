import Addresses

/// An advertisement of any router, decoded and checked.
public struct HeardAdvertisement: Sendable, Hashable {
    /// The link on which it was received.
    public var link: LinkID
    /// Its sender.
    public var source: IPAddress
    /// Its priority; 0 from a router that stops.
    public var priority: UInt8
    /// The interval that it carries.
    public var interval: Duration
    /// Whether it is of the first virtual router of the group: equal priorities are decided by it
    /// alone, since the addresses of two families may order two nodes differently.
    public var isLeading = true

    /// Creates an advertisement of the first virtual router.
    public init(link: LinkID, source: IPAddress, priority: UInt8, interval: Duration) {
        self.link = link
        self.source = source
        self.priority = priority
        self.interval = interval
    }
}

/// The health of this node, as the caller sees it at one moment.
public struct NodeCondition: Sendable, Hashable {
    /// False for a hard fault: a tracked object without weight failed, or the addresses could not
    /// be added.
    ///
    /// The node can't have the role.
    public var isUsable = true
    /// False while the node must not take the role from a healthy one: its tables are not filled,
    /// its connections are not synchronized yet.
    ///
    /// It takes over from a silent one all the same.
    public var isReady = true
    /// The sum of the weights of tracked objects that failed.
    public var penalty = 0
    /// The gateways that the node reaches, and all of them; nil if none are configured.
    public var gateways: Gateways?

    /// Gateways that answer, of those that are configured.
    public struct Gateways: Sendable, Hashable {
        /// Number of gateways that answer.
        public var reached: UInt8
        /// Number of gateways in the document, at least 1.
        public var total: UInt8

        /// Creates a count.
        public init(reached: UInt8, total: UInt8) {
            self.reached = reached
            self.total = total
        }
    }

    /// Creates the condition of a healthy node without gateways.
    public init() {}
}

/// An input of the election.
///
/// The caller delivers packets that wait in its sockets before it delivers ``timer``: a process
/// that was stopped must read first that another node is active.
public enum ElectionEvent: Sendable {
    /// Begins as backup.
    case start
    /// Hands the role over and ends; ``ElectionAction/finished`` follows.
    case stop
    /// An advertisement was received.
    case advertisement(HeardAdvertisement)
    /// A report was received, from this source (nil on a serial line).
    case report(Report, link: LinkID, source: IPAddress?)
    /// The state of a link changed. Links are up at first.
    case link(LinkID, isUp: Bool)
    /// New settings for a running election.
    ///
    /// The group, the node and the session stay those of the first settings: a change of these is
    /// another election.
    case settings(ElectionSettings)
    /// The health of the node.
    case condition(NodeCondition)
    /// The controller is connected, or its connection was lost. Connected at first.
    case controller(isAlive: Bool)
    /// Gives the role to any other node, and keeps it only as long as there is none.
    case standBy
    /// Ends ``standBy``, and lets the node take back the role that it handed over on request.
    case resume
    /// Hands the role over to a node, or to the best one, and leaves it there while that is well.
    case handOver(to: NodeID?)
    /// The moment of the last ``ElectionAction/wake(at:)`` was reached.
    case timer
}
