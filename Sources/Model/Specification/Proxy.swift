import Addresses

/// A layer-7 service: what clients connect to, and the servers behind it, served by HAProxy.
public struct Proxy: Sendable, Hashable {
    /// Unique among services, proxies and SSL services.
    public var name: String
    /// Addresses and ports that clients connect to in the clear.
    ///
    /// **Shape:** may be empty where an SSL service hands over to it.
    public var listen: [Endpoint]
    /// Whether requests are read, or bytes passed on.
    ///
    /// Default `http`.
    public var mode: Mode
    /// Which server gets the next connection or request.
    ///
    /// Default `roundrobin`.
    public var balance: ProxyBalance
    /// How clients keep their server.
    ///
    /// Default `none`.
    public var persistence: ProxyPersistence
    /// The servers of clients that no route takes.
    public var servers: [ProxyServer]
    /// Where requests of some kinds go.
    ///
    /// **Shape:** the first that matches counts.
    public var routes: [Route]
    /// When the last working servers are replaced by new ones of the document.
    ///
    /// Default `whenProven`.
    public var handover: Handover
    /// How servers are checked that do not say otherwise; nil: they are not checked.
    public var check: Check?
    /// What serves clients when every server is down; nil: nothing does.
    public var fallback: ProxyFallback?
    /// How HAProxy asks servers how busy they are; nil: it does not.
    ///
    /// Of it count method, port and interval, and of a server its address too.
    public var feedback: Feedback?
    /// What is changed in requests and answers.
    public var headers: HeaderEdits
    /// Whether the paths of requests are normalized before a route is chosen.
    ///
    /// Default false.
    public var normalize: Bool
    /// Whether servers are told who the client is, by X-Forwarded-For and X-Forwarded-Proto.
    ///
    /// Default true.
    public var forwardedFor: Bool
    /// Networks of proxies before this one, whose X-Forwarded-For and X-Forwarded-Proto are kept.
    ///
    /// Default: none.
    public var trustedProxies: [Prefix]
    /// Whether clients come through something that speaks the PROXY protocol.
    ///
    /// Default false.
    public var proxyProtocol: Bool
    /// Whether answers are compressed with gzip.
    ///
    /// Default false.
    public var compression: Bool
    /// Limits, timeouts and what is done about a server that does not answer.
    public var traffic: ProxyTraffic
    /// Its access log.
    ///
    /// Default: the one of the `haproxy` section.
    public var log: AccessLog.Choice
    /// Lines of HAProxy's own language for what the document has no words for.
    public var raw: [String]

    /// Whether requests are read.
    public enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        /// Requests are read.
        case http
        /// Bytes are passed on.
        case tcp
    }

    /// A proxy with the defaults, but for what is given.
    public init(
        name: String, listen: [Endpoint] = [], mode: Mode = .http,
        balance: ProxyBalance = .roundRobin, persistence: ProxyPersistence = .none,
        servers: [ProxyServer] = [], routes: [Route] = [],
        handover: Handover = .whenProven, check: Check? = nil,
        fallback: ProxyFallback? = nil, feedback: Feedback? = nil,
        headers: HeaderEdits = HeaderEdits(), normalize: Bool = false,
        forwardedFor: Bool = true, trustedProxies: [Prefix] = [], proxyProtocol: Bool = false,
        compression: Bool = false, traffic: ProxyTraffic = ProxyTraffic(),
        log: AccessLog.Choice = .usual, raw: [String] = []
    ) {
        self.name = name
        self.listen = listen
        self.mode = mode
        self.balance = balance
        self.persistence = persistence
        self.servers = servers
        self.routes = routes
        self.handover = handover
        self.check = check
        self.fallback = fallback
        self.feedback = feedback
        self.headers = headers
        self.normalize = normalize
        self.forwardedFor = forwardedFor
        self.trustedProxies = trustedProxies
        self.proxyProtocol = proxyProtocol
        self.compression = compression
        self.traffic = traffic
        self.log = log
        self.raw = raw
    }

    /// Whether it shows HAProxy's statistics page: a proxy of this name with nothing behind it.
    public var isStatistics: Bool {
        name == "stats" && servers.isEmpty && routes.isEmpty
    }
}

extension Proxy {
    /// Whether the operator has taken out every server that it has, those of routes aside.
    public var isOffline: Bool {
        !servers.isEmpty && servers.allSatisfy { $0.state != .online || $0.weight == 0 }
    }
}

/// What serves the clients of a proxy when all of its servers are down.
public enum ProxyFallback: Sendable, Hashable {
    /// The holding page; in `http` mode only.
    case holdingPage
    /// A machine elsewhere; without a port, the first one that the proxy listens on.
    case server(IPAddress, UInt16?)
}

/// What is changed in the headers of requests and of answers.
public struct HeaderEdits: Sendable, Hashable {
    /// On the way to the server.
    public var request: Edits
    /// On the way to the client.
    public var response: Edits

    /// What is changed in one direction.
    public struct Edits: Sendable, Hashable {
        /// Headers that are given this value, whatever they had.
        public var set: [Check.Header]
        /// Headers that are taken away.
        public var remove: [String]

        /// Nothing, but for what is given.
        public init(set: [Check.Header] = [], remove: [String] = []) {
            self.set = set
            self.remove = remove
        }
    }

    /// Nothing, but for what is given.
    public init(request: Edits = Edits(), response: Edits = Edits()) {
        self.request = request
        self.response = response
    }
}
