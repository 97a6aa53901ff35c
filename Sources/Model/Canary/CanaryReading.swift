/// The state of a service's servers at one moment, for the judgement of a canary.
public struct CanaryReading: Sendable, Hashable {
    /// The servers that are in force.
    public var servers: [CanaryServer: Server]
    /// The process that counts requests; nil: none does, or it does not answer.
    public var worker: Int?
    /// HAProxy's complaint about the service; nil: none.
    public var complaint: String?
    /// The reason for which one of its ports is not served; nil: all are.
    public var obstacle: String?
    /// The counters of its clients since the start of the process that counts; nil: none.
    public var frontend: CanaryFrontend?
    /// The faults of other proxies of the document, a sentence each.
    public var faults: Set<String> = []

    /// The state of a server.
    public struct Server: Sendable, Hashable {
        /// The result of its checks.
        public var health: Health
        /// Its counters since the start of the process that counts; nil: none.
        public var counts: CanaryCounts?
        /// The number of its requests if it has answered none, and none failed; else 0.
        public var unanswered: UInt64 = 0

        /// Creates a state.
        public init(_ health: Health, _ counts: CanaryCounts? = nil) {
            self.health = health
            self.counts = counts
        }
    }

    /// The result of a server's checks.
    public enum Health: Sendable, Hashable {
        /// It is not checked.
        case unchecked
        /// No check has ended.
        case unproven
        /// It works.
        case up
        /// It does not work, for this reason.
        case down(String)
    }

    /// Creates a reading.
    public init(
        _ servers: [CanaryServer: Server] = [:], worker: Int? = nil, complaint: String? = nil
    ) {
        self.servers = servers
        self.worker = worker
        self.complaint = complaint
    }
}
