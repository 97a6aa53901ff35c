/// A route for matching requests of a proxy.
public struct Route: Sendable, Hashable {
    /// Unique among the routes of its proxy; nil: its position identifies it.
    public var name: String?
    /// Whether its requests are served without TLS although an SSL service redirects to TLS.
    ///
    /// Default false.
    public var plain = false
    /// The algorithm that selects a server; nil: the proxy's.
    public var balance: ProxyBalance?
    /// The persistence of clients; nil: the proxy's.
    public var persistence: ProxyPersistence?
    /// The check of its servers; nil: the proxy's.
    public var check: Check?
    /// The fallback when all of its servers are down; nil: the proxy's.
    public var fallback: ProxyFallback?
    /// The condition on requests.
    public var match: Match
    /// The action for matching requests.
    public var action: Action

    /// An action for requests.
    public enum Action: Sendable, Hashable {
        /// Forward to one of these servers.
        case servers([ProxyServer])
        /// Redirect the client.
        case redirect(Redirect)
        /// Answer without a server.
        case answer(FixedAnswer)
    }

    /// The condition of a route, all parts of which must be true.
    ///
    /// **Shape:** an empty condition matches all requests.
    public struct Match: Sendable, Hashable {
        /// Regular expression that matches somewhere in the path.
        public var path: String?
        /// Beginnings of the path, one of which must match.
        public var prefix: [String]
        /// Host names, one of which must match; case and port are ignored.
        public var host: [String]
        /// Headers that must have these values.
        public var header: [Check.Header]
        /// Methods, one of which must match.
        public var method: [String]
        /// Query parameters that must have these values.
        public var query: [Check.Header]

        /// Creates a condition, by default for all requests.
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

        /// Whether it matches all requests.
        public var isCatchAll: Bool {
            path == nil && prefix.isEmpty && host.isEmpty && header.isEmpty && method.isEmpty
                && query.isEmpty
        }
    }

    /// A redirect of the client.
    public struct Redirect: Sendable, Hashable {
        /// The target, or its beginning.
        public var to: String
        /// Status of the redirect: 301, 302, 303, 307 or 308; default 302.
        public var status: Int
        /// Whether the path and query of the request are appended to ``to``.
        ///
        /// Default false.
        public var keepPath: Bool

        /// The statuses of redirects.
        public static let statuses = [301, 302, 303, 307, 308]

        /// Creates a redirect to this target.
        public init(to: String, status: Int = 302, keepPath: Bool = false) {
            self.to = to
            self.status = status
            self.keepPath = keepPath
        }
    }

    /// An answer without a server.
    public struct FixedAnswer: Sendable, Hashable {
        /// **Range:** 200...599, default 200.
        public var status: Int
        /// Default `text/plain`.
        public var contentType: String
        /// The body.
        public var body: String

        /// Creates an answer.
        public init(
            status: Int = 200, contentType: String = "text/plain", body: String = ""
        ) {
            self.status = status
            self.contentType = contentType
            self.body = body
        }
    }

    /// Creates a route for these requests.
    public init(_ match: Match = Match(), to action: Action, name: String? = nil) {
        self.match = match
        self.action = action
        self.name = name
    }

    /// The servers of the route; empty for other actions.
    public var servers: [ProxyServer] {
        if case .servers(let servers) = action { servers } else { [] }
    }
}

extension String {
    /// A host name without trailing dots, which denote the DNS root.
    ///
    /// Source: RFC 1034 section 3.1.
    public var withoutTrailingDots: Substring {
        self[..<(lastIndex { $0 != "." }.map { index(after: $0) } ?? startIndex)]
    }
}

extension Proxy {
    /// The proxy for the servers of a route: with the route's own settings, and no routes.
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
