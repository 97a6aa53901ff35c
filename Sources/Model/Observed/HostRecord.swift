import Addresses

/// A host at one moment, as a file holds it: all that a plan of its services, addresses, settings
/// and sync daemons depends on beside the document.
///
/// `ballast observe --json` writes it and `ballast plan --host` reads it.
public struct HostRecord: Sendable, Hashable {
    /// The number of the form that this program writes and reads.
    public static let form = 1

    /// The name of the host.
    public var host: String
    /// When it was read.
    ///
    /// **Unit:** milliseconds since 1970.
    public var time: Int64
    /// This time on the clock of drains.
    public var now: Moment
    /// The host, with its ledger.
    ///
    /// **Shape:** domains are covered whole or not at all.
    public var observed: Observed
    /// Why the ledger could not be read; nil: it could, or there is none.
    public var ledgerFailure: HostFailure?
    /// Where HAProxy serves clients.
    public var listening: Set<Endpoint>
    /// The knowledge of the running controller; nil: none runs.
    public var controller: Controller?
    /// The node's own network, for an operator; nil: an earlier version has written the file.
    public var network: NetworkRecord?

    /// The knowledge of a controller that a plan depends on.
    public struct Controller: Sendable, Hashable {
        /// The results of its checks; nil: unknown, and every server counts as up.
        public var verdicts: Verdicts?
        /// The load of servers; nil: unknown, and every server counts as idle.
        public var feedback: FeedbackReadings?
        /// Services whose holding page it serves; nil: unknown.
        public var pages: Set<ServiceKey>?
        /// Services without their quorum; nil: unknown.
        public var lostQuorums: Set<ServiceKey>?

        /// This knowledge.
        public init(
            verdicts: Verdicts? = nil, feedback: FeedbackReadings? = nil,
            pages: Set<ServiceKey>? = nil, lostQuorums: Set<ServiceKey>? = nil
        ) {
            self.verdicts = verdicts
            self.feedback = feedback
            self.pages = pages
            self.lostQuorums = lostQuorums
        }
    }

    /// This host.
    public init(
        host: String, time: Int64, now: Moment, observed: Observed,
        ledgerFailure: HostFailure? = nil, listening: Set<Endpoint> = [],
        controller: Controller? = nil
    ) {
        self.host = host
        self.time = time
        self.now = now
        self.observed = observed
        self.ledgerFailure = ledgerFailure
        self.listening = listening
        self.controller = controller
    }

    /// The parts that could not be read, in order.
    public var failures: [FailedPart] {
        observed.failedParts
            + (ledgerFailure.map { [FailedPart(part: Self.ledger, failure: $0)] } ?? [])
    }

    /// The domains that a record has.
    ///
    /// The node's network is planned on the node itself.
    static let domains = Domain.allCases.filter { $0 != .network && Scope.everything.covers($0) }

    /// The domains that were neither read nor tried, in their order.
    public var unknownDomains: [Domain] {
        Self.domains.filter { !observed.scope.covers($0) && observed.failures[$0] == nil }
    }

    /// The word for the ledger among domains that could not be read.
    static let ledger = "ledger"
}
