import Addresses

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
    /// The number of bytes from clients since the start of the worker; nil: no worker has it.
    public var bytesIn: UInt64?
    /// The number of bytes to clients since the start of the worker; nil: no worker has it.
    public var bytesOut: UInt64?
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
