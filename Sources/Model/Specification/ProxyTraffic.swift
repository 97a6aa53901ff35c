/// Limits, timeouts and retries of a proxy.
public struct ProxyTraffic: Sendable, Hashable {
    /// The most concurrent client connections; nil: HAProxy's limit.
    public var maxConnections: Int?
    /// The limits per client address; nil: none.
    public var rateLimit: RateLimit?
    /// The timeouts.
    public var timeouts: ProxyTimeouts
    /// The time in which a recovered server reaches its full weight; nil: at once.
    public var slowStart: Duration?
    /// The number of retries of a connection to a server.
    ///
    /// **Range:** 0...100, default 3.
    public var retries: Int
    /// Whether another server is tried if the client's own does not answer.
    ///
    /// Default true.
    public var redispatch: Bool

    /// Creates the settings, by default without limits.
    public init(
        maxConnections: Int? = nil, rateLimit: RateLimit? = nil,
        timeouts: ProxyTimeouts = ProxyTimeouts(), slowStart: Duration? = nil, retries: Int = 3,
        redispatch: Bool = true
    ) {
        self.maxConnections = maxConnections
        self.rateLimit = rateLimit
        self.timeouts = timeouts
        self.slowStart = slowStart
        self.retries = retries
        self.redispatch = redispatch
    }

    /// Limits per client address.
    public struct RateLimit: Sendable, Hashable {
        /// Requests per period; nil: no limit.
        public var requests: Int?
        /// New connections per period; nil: no limit.
        public var connections: Int?
        /// Concurrent connections; nil: no limit.
        public var concurrent: Int?
        /// The period.
        ///
        /// **Range:** 1 s...1 d, default 10 s.
        public var period: Duration
        /// The prefix length of IPv6 addresses that count as one client.
        ///
        /// **Range:** 1...128, default 64.
        public var ipv6Prefix: Int

        /// Creates limits, by default none.
        public init(
            requests: Int? = nil, connections: Int? = nil, concurrent: Int? = nil,
            period: Duration = .seconds(10), ipv6Prefix: Int = 64
        ) {
            self.requests = requests
            self.connections = connections
            self.concurrent = concurrent
            self.period = period
            self.ipv6Prefix = ipv6Prefix
        }
    }
}
