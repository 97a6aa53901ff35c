import Addresses

/// A proxy: its desired state from the document, and its observed state from HAProxy's worker.
public struct ProxyStatus: Sendable, Codable, Hashable {
    /// The name in the document.
    public var name: String
    /// The endpoints for clients, including those of SSL services.
    public var listen: [Endpoint]
    /// The mode: whether HAProxy parses requests.
    public var mode: Proxy.Mode
    /// The number of client sessions; nil: no worker serves it.
    public var sessions: Int?
    /// The number of new sessions in the last second; nil: no worker serves it.
    public var rate: UInt64?
    /// The number of clients in its stick tables; nil: no tables, or not read.
    public var remembered: Int?
    /// The number of requests queued for any of its servers, including those of routes; requests
    /// queued for their client's own server are not counted.
    public var queued: Int = 0
    /// The number of sessions since the start of the worker.
    public var total: UInt64 = 0
    /// Its servers in the document's order, then those of its routes.
    public var servers: [ProxyServerStatus]
    /// The reason that HAProxy does not listen on all of its endpoints, or not alone; nil: none.
    public var complaint: String?
    /// The IPVS services that serve its clients until one of its servers passes its check, in
    /// words; nil: there are none.
    public var servedBy: String?

    /// Creates a status.
    public init(
        name: String, listen: [Endpoint], mode: Proxy.Mode, sessions: Int? = nil,
        rate: UInt64? = nil, servers: [ProxyServerStatus] = [], complaint: String? = nil
    ) {
        self.rate = rate
        self.complaint = complaint
        self.name = name
        self.listen = listen
        self.mode = mode
        self.sessions = sessions
        self.servers = servers
    }
}

/// A server of a proxy.
public struct ProxyServerStatus: Sendable, Codable, Hashable {
    /// The name in the document, unique in the proxy.
    public var name: String
    /// The number of its route, from 1; nil: it serves requests that match no route.
    public var route: Int?
    /// The name of that route; nil: none.
    public var routeName: String?
    /// The name of the route, or else its number; nil: it serves requests that match no route.
    public var routeLabel: String? { routeName ?? route.map { "\($0)" } }
    /// The wanted state in the document.
    public var state: ServerState
    /// The desired state in the worker.
    public var want: Share
    /// The observed state in the worker; nil: the server is unknown, or no worker runs.
    public var got: Share?
    /// Whether the worker's check passes; nil: not checked, or no worker runs.
    public var isUp: Bool?
    /// The latest check in HAProxy's words; nil: none.
    public var check: ProxyCheckStatus?
    /// The verdict of Ballast's checks; nil: HAProxy checks the server, or it is not checked.
    public var verdict: Verdict?
    /// The number of open sessions.
    public var sessions: Int
    /// The number of requests queued for it.
    public var queued: Int = 0
    /// The number of sessions since the start of the worker.
    public var total: UInt64 = 0
    /// The reason that want and got differ, or that it gets no connections; nil: none.
    public var reason: String?
    /// Whether an agent on the server sets its share of the weight, and its maintenance.
    public var followsAgent = false
    /// The share of its weight that its agent allows; nil: none, weight 0, or it never answered.
    ///
    /// **Unit:** percent.
    public var agentShare: Int?
    /// True if it left the document and stays in service until others are proven.
    public var standsIn: Bool?
    /// True if it is down only because its first check is still running.
    public var awaitsCheck: Bool?

    /// Whether the worker's state agrees with the document and the agent.
    public var isAsWanted: Bool {
        guard followsAgent, want.isOnline, let got else { return got == want }
        return got.endpoint == want.endpoint
    }

    /// The state of a server in a worker.
    public struct Share: Sendable, Codable, Hashable {
        /// The endpoint.
        public var endpoint: Endpoint?
        /// Share of new connections, 0...256.
        public var weight: Int
        /// False: in maintenance, without connections.
        public var isOnline: Bool

        /// Creates a state.
        public init(endpoint: Endpoint?, weight: Int, isOnline: Bool) {
            self.endpoint = endpoint
            self.weight = weight
            self.isOnline = isOnline
        }
    }

    /// Whether the operator wants it online and it does not work.
    public var isDown: Bool { state == .online && isUp == false && awaitsCheck != true }

    /// Creates a status.
    public init(
        name: String, route: Int? = nil, state: ServerState, want: Share, got: Share? = nil,
        isUp: Bool? = nil, check: ProxyCheckStatus? = nil, sessions: Int = 0
    ) {
        self.name = name
        self.route = route
        self.state = state
        self.want = want
        self.got = got
        self.isUp = isUp
        self.check = check
        self.sessions = sessions
    }
}

/// The latest check of a server by HAProxy.
///
/// Source: HAProxy's management manual, 9.1, `check_status` and its neighbours.
public struct ProxyCheckStatus: Sendable, Codable, Hashable {
    /// HAProxy's keyword: `L4OK`, `L4CON`, `L7STS` and others.
    public var status: String
    /// The result: `Connection refused`, `HTTP status check returned code <3C>500<3E>`.
    public var text: String?
    /// The status of the HTTP or SMTP answer.
    public var code: Int?
    /// **Unit:** milliseconds.
    public var duration: Int?
    /// The time since the server last changed between up and down.
    ///
    /// **Unit:** seconds.
    public var lastChange: Int?

    /// Creates a check status.
    public init(
        status: String, text: String? = nil, code: Int? = nil, duration: Int? = nil,
        lastChange: Int? = nil
    ) {
        self.status = status
        self.text = text
        self.code = code
        self.duration = duration
        self.lastChange = lastChange
    }
}
