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

/// The timeouts of a proxy.
///
/// **Range:** 1 ms...24 d. Source: HAProxy's configuration manual, `timeout`.
public struct ProxyTimeouts: Sendable, Hashable {
    /// The connection to a server; default 5 s.
    public var connect: Duration
    /// An idle client; default 1 min.
    public var client: Duration
    /// An idle server; default 1 min.
    public var server: Duration
    /// The wait in the queue for a server; default 30 s.
    public var queue: Duration
    /// The arrival of a request's head; default 10 s.
    public var httpRequest: Duration
    /// The wait between two requests on one connection; default 10 s.
    public var keepAlive: Duration
    /// An idle connection after an upgrade, for example to WebSocket; default 1 h.
    public var tunnel: Duration

    /// Creates timeouts.
    public init(
        connect: Duration = .seconds(5), client: Duration = .seconds(60),
        server: Duration = .seconds(60), queue: Duration = .seconds(30),
        httpRequest: Duration = .seconds(10), keepAlive: Duration = .seconds(10),
        tunnel: Duration = .seconds(3600)
    ) {
        self.connect = connect
        self.client = client
        self.server = server
        self.queue = queue
        self.httpRequest = httpRequest
        self.keepAlive = keepAlive
        self.tunnel = tunnel
    }
}
