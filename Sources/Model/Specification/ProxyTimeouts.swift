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
    /// A connection that is idle in both directions after an upgrade, for example to WebSocket, or
    /// in mode `tcp`, where it replaces ``client`` and ``server``; nil: 1 h in mode `http`, none in
    /// mode `tcp`.
    public var tunnel: Duration?

    /// Creates timeouts.
    public init(
        connect: Duration = .seconds(5), client: Duration = .seconds(60),
        server: Duration = .seconds(60), queue: Duration = .seconds(30),
        httpRequest: Duration = .seconds(10), keepAlive: Duration = .seconds(10),
        tunnel: Duration? = nil
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
