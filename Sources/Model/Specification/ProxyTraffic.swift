/// Limits and timeouts of a proxy, and what is done about a server that does not answer.
public struct ProxyTraffic: Sendable, Hashable {
    /// Connections of clients at once; nil: as many as HAProxy takes.
    public var maxConnections: Int?
    /// What one client address may do; nil: anything.
    public var rateLimit: RateLimit?
    /// How long things may take.
    public var timeouts: ProxyTimeouts
    /// Time in which a server that comes back gets to its full weight; nil: at once.
    public var slowStart: Duration?
    /// How often a connection to a server is tried again.
    ///
    /// **Range:** 0...100, default 3.
    public var retries: Int
    /// Whether another server is tried when a client's own does not answer.
    ///
    /// Default true.
    public var redispatch: Bool

    /// The defaults, but for what is given.
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

    /// What one client address may do.
    public struct RateLimit: Sendable, Hashable {
        /// Requests in a period; nil: any number.
        public var requests: Int?
        /// New connections in a period; nil: any number.
        public var connections: Int?
        /// Connections at once; nil: any number.
        public var concurrent: Int?
        /// The period.
        ///
        /// **Range:** 1 s...1 d, default 10 s.
        public var period: Duration
        /// Bits of an IPv6 address that are one client.
        ///
        /// **Range:** 1...128, default 64.
        public var ipv6Prefix: Int

        /// No limits, but for what is given.
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

/// How long the parts of a connection may take.
///
/// **Range:** 1 ms...24 d. Source: HAProxy's configuration manual, `timeout`.
public struct ProxyTimeouts: Sendable, Hashable {
    /// A connection to a server; default 5 s.
    public var connect: Duration
    /// Silence of a client; default 1 min.
    public var client: Duration
    /// Silence of a server; default 1 min.
    public var server: Duration
    /// A place in the queue for a server; default 30 s.
    public var queue: Duration
    /// The head of a request; default 10 s.
    public var httpRequest: Duration
    /// Between two requests on one connection; default 10 s.
    public var keepAlive: Duration
    /// Silence in both directions after an upgrade, as to WebSocket; default 1 h.
    public var tunnel: Duration

    /// The defaults, but for what is given.
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
