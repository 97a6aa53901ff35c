import Addresses

/// A proxy: what the document wants beside what the worker of HAProxy says.
public struct ProxyStatus: Sendable, Codable, Hashable {
    /// Name in the document.
    public var name: String
    /// Addresses and ports that clients connect to, those of SSL services included.
    public var listen: [Endpoint]
    /// Whether requests are read.
    public var mode: Proxy.Mode
    /// Sessions of clients; nil: no worker serves it.
    public var sessions: Int?
    /// New sessions in the last second; nil: no worker serves it.
    public var rate: UInt64?
    /// Clients in its stick tables; nil: it has no tables, or they were not read.
    public var remembered: Int?
    /// Requests that wait for any of its servers, those of routes included; others wait for the
    /// server of their client.
    public var queued: Int
    /// Sessions since the worker began.
    public var total: UInt64
    /// Its servers in the document's order, those of routes after its own.
    public var servers: [ProxyServerStatus]
    /// Why HAProxy does not listen for it everywhere, or not alone; nil: it does.
    public var complaint: String?
    /// The IPVS services that serve its clients until one of its servers passes its check, in
    /// words; nil: there are none.
    public var servedBy: String?

    /// This proxy.
    public init(
        name: String, listen: [Endpoint], mode: Proxy.Mode, sessions: Int? = nil,
        rate: UInt64? = nil, queued: Int = 0, total: UInt64 = 0,
        servers: [ProxyServerStatus] = [], complaint: String? = nil
    ) {
        self.rate = rate
        self.complaint = complaint
        self.name = name
        self.listen = listen
        self.mode = mode
        self.sessions = sessions
        self.queued = queued
        self.total = total
        self.servers = servers
    }
}

/// A server behind a proxy.
public struct ProxyServerStatus: Sendable, Codable, Hashable {
    /// Name in the document, unique in its proxy.
    public var name: String
    /// The route that it serves, from 1; nil: it serves what no route takes.
    public var route: Int?
    /// The name of that route; nil: it has none.
    public var routeName: String?
    /// The name of the route, or else its number; nil: it serves requests that match no route.
    public var routeLabel: String? { routeName ?? route.map { "\($0)" } }
    /// What the operator says.
    public var state: ServerState
    /// What the worker is to do with it.
    public var want: Share
    /// What the worker does; nil: it does not know the server, or there is none.
    public var got: Share?
    /// Whether the worker finds it at work; nil: it does not check it, or there is no worker.
    public var isUp: Bool?
    /// The latest check in HAProxy's words; nil: there was none.
    public var check: ProxyCheckStatus?
    /// What Ballast's checks say of it; nil: HAProxy makes them, or nobody.
    public var verdict: Verdict?
    /// Sessions that are open with it.
    public var sessions: Int
    /// Requests that wait for it.
    public var queued: Int
    /// Sessions since the worker began.
    public var total: UInt64
    /// Why want and got differ, or why it gets no connections; nil: all is as it should be.
    public var reason: String?
    /// True when an agent on the server decides which part of its weight it gets, and whether it is
    /// in maintenance.
    public var followsAgent = false
    /// The part of its weight that its agent lets it have; nil: it has none, or weight 0.
    ///
    /// **Unit:** percent.
    public var agentShare: Int?
    /// True when it is not in the document, and stays in service until others are proven.
    public var standsIn: Bool?
    /// True when it is down only because its first check has not ended.
    public var awaitsCheck: Bool?

    /// True when the worker does with it what the document and its agent want.
    public var isAsWanted: Bool {
        guard followsAgent, want.isOnline, let got else { return got == want }
        return got.endpoint == want.endpoint
    }

    /// What a worker does with a server.
    public struct Share: Sendable, Codable, Hashable {
        /// Where it is.
        public var endpoint: Endpoint?
        /// Share of new connections, 0...256.
        public var weight: Int
        /// False: it is in maintenance and gets no connections.
        public var isOnline: Bool

        /// This share.
        public init(endpoint: Endpoint?, weight: Int, isOnline: Bool) {
            self.endpoint = endpoint
            self.weight = weight
            self.isOnline = isOnline
        }
    }

    /// Whether the operator wants it online and it does not work.
    public var isDown: Bool { state == .online && isUp == false && awaitsCheck != true }

    /// This server.
    public init(
        name: String, route: Int? = nil, state: ServerState, want: Share, got: Share? = nil,
        isUp: Bool? = nil, check: ProxyCheckStatus? = nil, sessions: Int = 0, queued: Int = 0,
        total: UInt64 = 0, reason: String? = nil
    ) {
        self.name = name
        self.route = route
        self.state = state
        self.want = want
        self.got = got
        self.isUp = isUp
        self.check = check
        self.sessions = sessions
        self.queued = queued
        self.total = total
        self.reason = reason
    }
}

/// The latest check that HAProxy made of a server.
///
/// Source: HAProxy's management manual, 9.1, `check_status` and its neighbours.
public struct ProxyCheckStatus: Sendable, Codable, Hashable {
    /// HAProxy's word: `L4OK`, `L4CON`, `L7STS` and so on.
    public var status: String
    /// What it saw: `Connection refused`, `HTTP status check returned code <3C>500<3E>`.
    public var text: String?
    /// The status of HTTP or SMTP that it saw.
    public var code: Int?
    /// **Unit:** milliseconds.
    public var duration: Int?
    /// Time since the server last changed between up and down.
    ///
    /// **Unit:** seconds.
    public var lastChange: Int?

    /// This check.
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
