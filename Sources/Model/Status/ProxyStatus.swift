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
    /// The number of bytes from clients since the start of the worker; nil: no worker serves it.
    public var bytesIn: UInt64?
    /// The number of bytes to clients since the start of the worker; nil: no worker serves it.
    public var bytesOut: UInt64?
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
