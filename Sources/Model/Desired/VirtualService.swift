/// A service in IPVS: identity and configuration, without counters.
public struct VirtualService: Sendable, Hashable, Codable {
    /// The identity; everything else can be edited.
    public var key: ServiceKey
    /// The algorithm that selects the destination of the next connection.
    public var scheduler: Scheduler
    /// Options of the scheduler.
    public var schedulerFlags: SchedulerFlags
    /// `IP_VS_SVC_F_ONEPACKET`.
    public var onePacket: Bool
    /// `IP_VS_SVC_F_PERSISTENT` with its timeout, netmask and engine; nil: not persistent.
    public var persistence: Persistence?

    /// Creates a service.
    public init(
        key: ServiceKey, scheduler: Scheduler = .weightedRoundRobin,
        schedulerFlags: SchedulerFlags = [], onePacket: Bool = false,
        persistence: Persistence? = nil
    ) {
        self.key = key
        self.scheduler = scheduler
        self.schedulerFlags = schedulerFlags
        self.onePacket = onePacket
        self.persistence = persistence
    }
}
