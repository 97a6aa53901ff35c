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

/// The running controller.
public struct ControllerStatus: Sendable, Codable, Hashable {
    /// Version of the program.
    public var version: String
    /// Process id.
    public var processID: Int
    /// When it started.
    ///
    /// **Unit:** milliseconds since 1970.
    public var started: Int64
    /// False with `--no-addresses`.
    public var managesAddresses: Bool

    /// This controller.
    public init(version: String, processID: Int, started: Int64, managesAddresses: Bool) {
        self.version = version
        self.processID = processID
        self.started = started
        self.managesAddresses = managesAddresses
    }
}

/// The document in force, and the one that was rejected.
public struct DocumentStatus: Sendable, Codable, Hashable {
    /// The file.
    public var path: String
    /// How many documents have been accepted since the start; 0: none yet.
    public var generation: Int
    /// When the one in force was accepted.
    ///
    /// **Unit:** milliseconds since 1970; nil: none yet.
    public var accepted: Int64?
    /// When the one in force was accepted, where it is the one that an earlier run kept because the
    /// file was of no use at the start; nil: the one in force was read from the file.
    ///
    /// **Unit:** milliseconds since 1970.
    public var kept: Int64?
    /// What is wrong with the file as it is now; empty: the file is the document in force.
    public var rejected: [Diagnostic]
    /// Warnings about the document in force.
    public var warnings: [Diagnostic]

    /// This document.
    public init(
        path: String, generation: Int = 0, accepted: Int64? = nil, kept: Int64? = nil,
        rejected: [Diagnostic] = [],
        warnings: [Diagnostic] = []
    ) {
        self.path = path
        self.generation = generation
        self.accepted = accepted
        self.kept = kept
        self.rejected = rejected
        self.warnings = warnings
    }
}

/// One look at the host.
public struct PassStatus: Sendable, Codable, Hashable {
    /// When.
    ///
    /// **Unit:** milliseconds since 1970.
    public var time: Int64
    /// How long it took, planning and applying included.
    ///
    /// **Unit:** microseconds.
    public var duration: Int
    /// How many passes there have been.
    public var count: Int
    /// Steps it applied.
    public var steps: Int

    /// This look.
    public init(time: Int64, duration: Int, count: Int, steps: Int) {
        self.time = time
        self.duration = duration
        self.count = count
        self.steps = steps
    }
}

/// A step that failed and waits.
public struct FailureStatus: Sendable, Codable, Hashable {
    /// The step.
    public var step: StepRecord
    /// The step in words.
    public var description: String
    /// What the host said.
    public var failure: HostFailure
    /// How often it was tried.
    public var attempts: Int
    /// Time until the next try.
    ///
    /// **Unit:** milliseconds.
    public var retryIn: Int64

    /// This failure.
    public init(
        step: StepRecord, description: String, failure: HostFailure, attempts: Int, retryIn: Int64
    ) {
        self.step = step
        self.description = description
        self.failure = failure
        self.attempts = attempts
        self.retryIn = retryIn
    }
}
