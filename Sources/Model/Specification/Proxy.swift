import Addresses

/// A layer-7 service: endpoints for clients, and the servers behind them, served by HAProxy.
public struct Proxy: Sendable, Hashable {
    /// Unique among services, proxies and SSL services.
    public var name: String
    /// Endpoints for clients without TLS.
    ///
    /// **Shape:** may be empty if an SSL service forwards to the proxy.
    public var listen: [Endpoint]
    /// Whether HAProxy parses requests, or only forwards bytes.
    ///
    /// Default `http`.
    public var mode: Mode
    /// The algorithm that selects the server of the next connection or request.
    ///
    /// Default `roundrobin`.
    public var balance: ProxyBalance = .roundRobin
    /// The persistence of clients.
    ///
    /// Default `none`.
    public var persistence: ProxyPersistence
    /// The servers for requests that match no route.
    public var servers: [ProxyServer]
    /// The routes of requests.
    ///
    /// **Shape:** the first matching route counts.
    public var routes: [Route]
    /// The time at which the last working servers are replaced by new ones.
    ///
    /// Default `whenProven`.
    public var handover: Handover = .whenProven
    /// The default check of its servers; nil: not checked.
    public var check: Check?
    /// The replacement when every server is down; nil: none.
    public var fallback: ProxyFallback?
    /// Feedback settings of HAProxy's agent checks; nil: none.
    ///
    /// Only method, port and interval apply, and the address of a server's own settings.
    public var feedback: Feedback?
    /// Changes to the headers of requests and answers.
    public var headers: HeaderEdits = HeaderEdits()
    /// Whether paths are normalized before a route is chosen.
    ///
    /// Default false.
    public var normalize: Bool = false
    /// Whether servers get the client's address in X-Forwarded-For and X-Forwarded-Proto.
    ///
    /// Default true.
    public var forwardedFor: Bool = true
    /// Networks of upstream proxies, whose X-Forwarded-For and X-Forwarded-Proto are kept.
    ///
    /// Default: none.
    public var trustedProxies: [Prefix] = []
    /// Clients that send the PROXY protocol header with the original client's address.
    ///
    /// Default: none.
    public var proxyProtocol: ProxySenders = .off
    /// Whether answers are compressed with gzip.
    ///
    /// Default false.
    public var compression: Bool = false
    /// Limits of the connections from one source, in the kernel; nil: none.
    public var limits: SourceLimits?
    /// Limits, timeouts and retries.
    public var traffic: ProxyTraffic = ProxyTraffic()
    /// The access log.
    ///
    /// Default: that of the `haproxy` section.
    public var log: AccessLog.Choice = .usual
    /// Lines of HAProxy's configuration language, for options that the document lacks.
    public var raw: [String]

    /// The protocol level of a proxy.
    public enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        /// Requests are parsed.
        case http
        /// Bytes are forwarded.
        case tcp
    }

    /// Creates a proxy, by default without servers.
    public init(
        name: String, listen: [Endpoint] = [], mode: Mode = .http,
        persistence: ProxyPersistence = .none, servers: [ProxyServer] = [], routes: [Route] = [],
        check: Check? = nil, raw: [String] = []
    ) {
        self.name = name
        self.listen = listen
        self.mode = mode
        self.persistence = persistence
        self.servers = servers
        self.routes = routes
        self.check = check
        self.raw = raw
    }

    /// Whether it serves HAProxy's statistics page: a proxy of this name without servers.
    public var isStatistics: Bool {
        name == "stats" && servers.isEmpty && routes.isEmpty
    }
}

extension Proxy {
    /// Whether the operator has taken all of its servers out of service, apart from those of
    /// routes.
    public var isOffline: Bool {
        !servers.isEmpty && servers.allSatisfy { $0.state != .online || $0.weight == 0 }
    }
}
