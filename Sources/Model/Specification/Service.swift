import Addresses

/// A layer-4 service: an address for clients, and the real servers behind it.
public struct Service: Sendable, Hashable {
    /// Unique among services and proxies.
    public var name: String
    /// Address, port and protocol, or firewall mark: the identity of the service in IPVS.
    public var key: ServiceKey
    /// Whether Ballast allocates the firewall mark (`mark: auto`).
    ///
    /// ``Spec/allocateMarks()`` sets it in ``key``.
    public var hasAutomaticMark: Bool = false
    /// The algorithm that selects the server of the next connection.
    ///
    /// Default `wrr`.
    public var scheduler: Scheduler
    /// Options of `sh` and `mh`, for which a document has `fallback` by default.
    public var schedulerFlags: SchedulerFlags = []
    /// Whether each UDP packet is scheduled alone (the appliance's OPS).
    ///
    /// Default false.
    public var onePacket: Bool = false
    /// Persistence of clients; nil: each connection is scheduled alone.
    public var persistence: Persistence?
    /// The default forwarding method of its servers.
    ///
    /// Default `gate`.
    public var forwarding: Forwarding
    /// The policy for connections of a server that leaves.
    public var drain: DrainPolicy = DrainPolicy()
    /// The time at which the last working servers are replaced by new ones.
    ///
    /// Default `whenProven`.
    public var handover: Handover = .whenProven
    /// The default check of its servers; nil: not checked.
    @Rare public var check: Check?
    /// The replacement when every server is down; nil: none.
    @Rare public var fallback: Fallback?
    /// The capacity that the service needs, so that the fallback is not used; nil: a single server.
    @Rare public var quorum: Quorum? = nil
    /// Whether a failed server stays in the table with weight 0; nil: `health.quiescent` decides.
    public var quiescent: Bool?
    /// The policy for clients of a failed server; nil: see ``failurePolicy(defaults:)``.
    public var onFail: FailurePolicy?
    /// Feedback settings; nil: the load of the servers is not read.
    @Rare public var feedback: Feedback? = nil
    /// Limits of the connections from one source; nil: none.
    @Rare public var limits: SourceLimits? = nil
    /// The real servers.
    ///
    /// **Shape:** unique by name, and by address and port.
    public var servers: [RealServer]

    /// Creates a service.
    public init(
        name: String, key: ServiceKey, scheduler: Scheduler = .weightedRoundRobin,
        persistence: Persistence? = nil, forwarding: Forwarding = .gate, check: Check? = nil,
        fallback: Fallback? = nil, servers: [RealServer] = []
    ) {
        self.name = name
        self.key = key
        self.scheduler = scheduler
        self.persistence = persistence
        self.forwarding = forwarding
        self.check = check
        self.fallback = fallback
        self.servers = servers
    }

    /// The endpoint of a server: its own port, else that of the service, else 0.
    public func endpoint(of server: RealServer) -> Endpoint {
        Endpoint(server.address, port: server.port ?? key.endpoint?.port ?? 0)
    }

    /// The forwarding method of a server: its own, else the service's.
    public func forwarding(of server: RealServer) -> Forwarding {
        server.forwarding ?? forwarding
    }
}
