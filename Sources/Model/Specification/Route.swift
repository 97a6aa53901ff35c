/// Where requests of one kind go.
public struct Route: Sendable, Hashable {
    /// Unique among the routes of its proxy; nil: it is known by its position.
    public var name: String?
    /// Whether its requests are served in the clear although an SSL service redirects to TLS.
    ///
    /// Default false.
    public var plain = false
    /// Which server gets the next request; nil: as the proxy says.
    public var balance: ProxyBalance?
    /// How clients keep their server; nil: as the proxy says.
    public var persistence: ProxyPersistence?
    /// How its servers are checked; nil: as the proxy says.
    public var check: Check?
    /// What serves clients when all of its servers are down; nil: as the proxy says.
    public var fallback: ProxyFallback?
    /// Which requests.
    public var match: Match
    /// What becomes of them.
    public var action: Action

    /// What becomes of a request.
    public enum Action: Sendable, Hashable {
        /// One of these servers answers it.
        case servers([ProxyServer])
        /// The client is sent elsewhere.
        case redirect(Redirect)
        /// It is answered with this.
        case answer(FixedAnswer)
    }

    /// Which requests a route takes: those of which all that is given is true.
    ///
    /// **Shape:** nothing given takes all.
    public struct Match: Sendable, Hashable {
        /// Regular expression that matches somewhere in the path.
        public var path: String?
        /// Beginnings of the path, one of which is there.
        public var prefix: [String]
        /// Names of the site, one of which is asked for, in any case and without a port.
        public var host: [String]
        /// Headers that have these values.
        public var header: [Check.Header]
        /// Methods, one of which it has.
        public var method: [String]
        /// Parameters of the query that have these values.
        public var query: [Check.Header]

        /// All requests, but for what is given.
        public init(
            path: String? = nil, prefix: [String] = [], host: [String] = [],
            header: [Check.Header] = [], method: [String] = [], query: [Check.Header] = []
        ) {
            self.path = path
            self.prefix = prefix
            self.host = host
            self.header = header
            self.method = method
            self.query = query
        }

        /// Whether it takes all requests.
        public var isCatchAll: Bool {
            path == nil && prefix.isEmpty && host.isEmpty && header.isEmpty && method.isEmpty
                && query.isEmpty
        }
    }

    /// Where a client is sent.
    public struct Redirect: Sendable, Hashable {
        /// The address, or its beginning.
        public var to: String
        /// Status of the answer: 301, 302, 303, 307 or 308; default 302.
        public var status: Int
        /// Whether path and query of the request follow ``to``.
        ///
        /// Default false.
        public var keepPath: Bool

        /// The statuses that send a client elsewhere.
        public static let statuses = [301, 302, 303, 307, 308]

        /// A redirect to this place.
        public init(to: String, status: Int = 302, keepPath: Bool = false) {
            self.to = to
            self.status = status
            self.keepPath = keepPath
        }
    }

    /// An answer that no server makes.
    public struct FixedAnswer: Sendable, Hashable {
        /// **Range:** 200...599, default 200.
        public var status: Int
        /// Default `text/plain`.
        public var contentType: String
        /// What it says.
        public var body: String

        /// This answer.
        public init(
            status: Int = 200, contentType: String = "text/plain", body: String = ""
        ) {
            self.status = status
            self.contentType = contentType
            self.body = body
        }
    }

    /// A route for these requests.
    public init(_ match: Match = Match(), to action: Action, name: String? = nil) {
        self.match = match
        self.action = action
        self.name = name
    }

    /// The servers of the route; none when it has no need of them.
    public var servers: [ProxyServer] {
        if case .servers(let servers) = action { servers } else { [] }
    }
}

extension String {
    /// A host's name without the dots at its end, which mean the root of all names.
    ///
    /// Source: RFC 1034 section 3.1.
    public var withoutTrailingDots: Substring {
        self[..<(lastIndex { $0 != "." }.map { index(after: $0) } ?? startIndex)]
    }
}

extension Proxy {
    /// The proxy as the servers of a route have it: with the route's own ways, and no routes.
    public func part(for route: Route) -> Proxy {
        var part = self
        part.routes = []
        part.servers = route.servers
        part.balance = route.balance ?? balance
        part.persistence = route.persistence ?? persistence
        part.check = route.check ?? check
        part.fallback = route.fallback ?? fallback
        return part
    }
}
