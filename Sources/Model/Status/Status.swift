/// The wanted state beside the observed one, and why they differ: the answer of `ballast status`.
public struct Status: Sendable, Codable {
    /// The number of the form that this program writes.
    public static let form = 1

    /// The number of the form; nil: an earlier controller, whose status had none.
    public private(set) var version: Int? = form
    /// The controller.
    public var controller: ControllerStatus
    /// Healthy, or not and why.
    public var health: Health
    /// The document.
    public var document: DocumentStatus
    /// The last look at the host; nil before the first.
    public var lastPass: PassStatus?
    /// The services of the document in its order, then those that are leaving.
    public var services: [ServiceStatus]
    /// The proxies, in the document's order.
    public var proxies: [ProxyStatus]
    /// The processes that serve them; nil: the document asks for none, and none runs.
    public var workers: WorkersStatus?
    /// The certificates of SSL services, in the document's order; nil: there are none.
    public var certificates: [CertificateStatus]?
    /// The access log; nil: the document has none.
    public var accessLog: AccessLogStatus?
    /// The virtual addresses.
    public var addresses: [AddressStatus] = []
    /// The daemons that synchronise connections; nil: the document wants none, and none runs.
    public var syncDaemons: [SyncDaemonStatus]?
    /// The firewall rules by family; nil: the document wants none, and there are none.
    public var firewall: [FirewallStatus]?
    /// The node's own network; nil: the document has none for this node.
    public var network: NetworkStatus?
    /// The election of the node that has the addresses; nil: the document has no failover.
    public var failover: FailoverStatus?
    /// The replication of the document; nil: the document has none.
    public var replication: ReplicationStatus?
    /// The synchronisation of stick tables; nil: the document has none, or this host is no node.
    public var tableSync: TableSyncStatus?
    /// Steps that failed and wait to be tried again.
    public var failures: [FailureStatus] = []
    /// Destinations that are leaving.
    public var draining: [DrainingDestination] = []
    /// Servers that left the document and stay in service until others are proven, at both
    /// layers, a sentence each.
    public var handovers: [String] = []
    /// Objects on the host that are not ours.
    public var foreign: [ForeignObject] = []
    /// What the planner has to say.
    public var notes: [String] = []
    /// The latest events, newest last.
    public var events: [Event] = []

    /// Whether the host is as the document wants it.
    public struct Health: Sendable, Codable, Hashable {
        /// Reasons for not being healthy; empty: healthy.
        public var reasons: [String]
        /// True when there is no reason not to be.
        public var healthy: Bool { reasons.isEmpty }

        /// Healthy unless there are reasons.
        public init(reasons: [String] = []) {
            self.reasons = reasons
        }

        private enum Key: CodingKey { case healthy, reasons }

        /// Reads the reasons.
        public init(from decoder: any Decoder) throws {
            reasons = try decoder.container(keyedBy: Key.self).decode(
                [String].self, forKey: .reasons)
        }

        /// `{"healthy": true, "reasons": []}`.
        public func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: Key.self)
            try values.encode(healthy, forKey: .healthy)
            try values.encode(reasons, forKey: .reasons)
        }
    }

    /// A status of these parts.
    public init(
        controller: ControllerStatus, health: Health, document: DocumentStatus,
        services: [ServiceStatus] = [], proxies: [ProxyStatus] = []
    ) {
        self.controller = controller
        self.health = health
        self.document = document
        self.services = services
        self.proxies = proxies
    }
}
