import Addresses

/// A layer-4 service: what clients connect to, and the real servers behind it.
public struct Service: Sendable, Hashable {
    /// Unique among services and proxies.
    public var name: String
    /// Address, port and protocol, or firewall mark: IPVS's own identity of the service.
    public var key: ServiceKey
    /// Which server gets the next connection.
    ///
    /// Default `wrr`.
    public var scheduler: Scheduler
    /// Refinements of `sh` and `mh`.
    public var schedulerFlags: SchedulerFlags
    /// Each UDP packet is scheduled alone (the appliance's OPS).
    ///
    /// Default false.
    public var onePacket: Bool
    /// Clients keep their server; nil: each connection is scheduled alone.
    public var persistence: Persistence?
    /// How packets reach servers that do not say otherwise.
    ///
    /// Default `gate`.
    public var forwarding: Forwarding
    /// What happens to connections of a server that leaves.
    public var drain: DrainPolicy
    /// When the last working servers are replaced by new ones of the document.
    ///
    /// Default `whenProven`.
    public var handover: Handover
    /// How servers are checked that do not say otherwise; nil: they are not checked.
    public var check: Check?
    /// What serves clients when every server is down; nil: nothing does.
    public var fallback: Fallback?
    /// How much has to work before the fallback steps back; nil: a single server.
    public var quorum: Quorum?
    /// Whether a failed server stays in the table with weight 0; nil: as `health.quiescent` says.
    public var quiescent: Bool?
    /// What becomes of the clients of a server that fails; nil: see ``failurePolicy(defaults:)``.
    public var onFail: FailurePolicy?
    /// How servers are asked how busy they are; nil: they are not.
    public var feedback: Feedback?
    /// The real servers.
    ///
    /// **Shape:** unique by name, and by address and port.
    public var servers: [RealServer]

    /// A service with the defaults, but for what is given.
    public init(
        name: String, key: ServiceKey, scheduler: Scheduler = .weightedRoundRobin,
        schedulerFlags: SchedulerFlags = [], onePacket: Bool = false,
        persistence: Persistence? = nil, forwarding: Forwarding = .gate,
        drain: DrainPolicy = DrainPolicy(), handover: Handover = .whenProven,
        check: Check? = nil, fallback: Fallback? = nil,
        quorum: Quorum? = nil, quiescent: Bool? = nil,
        onFail: FailurePolicy? = nil, feedback: Feedback? = nil, servers: [RealServer] = []
    ) {
        self.name = name
        self.key = key
        self.scheduler = scheduler
        self.schedulerFlags = schedulerFlags
        self.onePacket = onePacket
        self.persistence = persistence
        self.forwarding = forwarding
        self.drain = drain
        self.handover = handover
        self.check = check
        self.fallback = fallback
        self.quorum = quorum
        self.quiescent = quiescent
        self.onFail = onFail
        self.feedback = feedback
        self.servers = servers
    }

    /// Where a server of this service is reached: its own port, else the one listened on, else 0.
    public func endpoint(of server: RealServer) -> Endpoint {
        Endpoint(server.address, port: server.port ?? key.endpoint?.port ?? 0)
    }

    /// How packets reach this server: its own method, else the service's.
    public func forwarding(of server: RealServer) -> Forwarding {
        server.forwarding ?? forwarding
    }
}
