import Addresses

/// The current inputs of ``Desired`` other than the spec, as values.
public struct Signals: Sendable, Hashable {
    /// The time of the other signals.
    public var now: Moment
    /// Whether this host carries its node's virtual addresses.
    public var carriesAddresses: Bool
    /// False (`--no-addresses`): addresses are neither added nor removed.
    public var managesAddresses: Bool
    /// The verdicts of the checks; nil: no checks, every server counts as up.
    public var verdicts: Verdicts?
    /// The load of the servers; nil: it is not read, all count as idle.
    public var feedback: FeedbackReadings?
    /// Services whose holding page is served on this host; nil: no controller is running.
    public var pages: Set<ServiceKey>?
    /// Services whose quorum is lost.
    public var lostQuorums: Set<ServiceKey>
    /// The listeners of HAProxy; nil: the caller has already checked them.
    public var served: Set<Endpoint>?
    /// The endpoints that HAProxy serves now, wanted by the document or not.
    public var listening: Set<Endpoint> = []
    /// The endpoints of proxies with a proven server, or without need of one; nil: all.
    public var provenProxies: Set<Endpoint>?

    /// The election process, which adds and removes the virtual addresses.
    public var election = ElectionState.none

    /// The name of this node by the command line; nil: the host name decides.
    public var nodeName: String?
    /// The name of this host; nil: this host is no node.
    public var hostName: String?
    /// The connection of the administrator; nil: unknown.
    public var session: AdminConnection?

    /// Creates signals; by default a single host carries its addresses.
    public init(
        now: Moment = Moment(), carriesAddresses: Bool = true, managesAddresses: Bool = true,
        verdicts: Verdicts? = nil, feedback: FeedbackReadings? = nil,
        pages: Set<ServiceKey>? = nil, lostQuorums: Set<ServiceKey> = [],
        served: Set<Endpoint>? = nil
    ) {
        self.now = now
        self.carriesAddresses = carriesAddresses
        self.managesAddresses = managesAddresses
        self.verdicts = verdicts
        self.feedback = feedback
        self.pages = pages
        self.lostQuorums = lostQuorums
        self.served = served
    }
}
