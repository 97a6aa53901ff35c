import Addresses

/// What the world says at the moment, as values: all that ``Desired`` depends on beside the spec.
public struct Signals: Sendable, Hashable {
    /// The moment at which the other signals hold.
    public var now: Moment
    /// Whether this host carries the virtual addresses that the document gives its node.
    public var carriesAddresses: Bool
    /// False (`--no-addresses`): addresses are neither added nor removed.
    public var managesAddresses: Bool
    /// What the checks say; nil: nobody checks, and every server counts as up.
    public var verdicts: Verdicts?
    /// What servers say of how busy they are; nil: nobody asks, and all count as idle.
    public var feedback: FeedbackReadings?
    /// Services whose holding page is served on this host; nil: no controller runs to serve it.
    public var pages: Set<ServiceKey>?
    /// Services whose quorum is lost.
    public var lostQuorums: Set<ServiceKey>
    /// Where HAProxy listens; nil: whatever asks has seen to it already.
    public var served: Set<Endpoint>?
    /// Where HAProxy serves clients at the moment, whether the document wants it to or not.
    public var listening: Set<Endpoint> = []
    /// Where proxies of the document have a proven server, or need none; nil: all of them count.
    public var provenProxies: Set<Endpoint>?

    /// These signals; a lone host carries its addresses.
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
