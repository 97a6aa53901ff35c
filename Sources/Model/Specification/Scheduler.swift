/// The name of an IPVS scheduler: kernel module `ip_vs_NAME`.
///
/// The kernel may have further schedulers.
public struct Scheduler: RawRepresentable, Sendable, Hashable, Codable {
    /// The kernel's name.
    ///
    /// **Range:** 1...15 bytes (`IP_VS_SCHEDNAME_MAXLEN`).
    public let rawValue: String

    /// Creates a scheduler by name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Round robin.
    public static let roundRobin = Scheduler(rawValue: "rr")
    /// Weighted round robin, the default, as on the appliance.
    public static let weightedRoundRobin = Scheduler(rawValue: "wrr")
    /// Least connections.
    public static let leastConnection = Scheduler(rawValue: "lc")
    /// Weighted least connections.
    public static let weightedLeastConnection = Scheduler(rawValue: "wlc")
    /// Locality-based least connections.
    public static let localityLeastConnection = Scheduler(rawValue: "lblc")
    /// Locality-based least connections with replication.
    public static let localityReplication = Scheduler(rawValue: "lblcr")
    /// Destination hashing.
    public static let destinationHash = Scheduler(rawValue: "dh")
    /// Source hashing.
    public static let sourceHash = Scheduler(rawValue: "sh")
    /// Shortest expected delay.
    public static let shortestExpectedDelay = Scheduler(rawValue: "sed")
    /// Never queue.
    public static let neverQueue = Scheduler(rawValue: "nq")
    /// Weighted fail-over: all connections to the server with the largest weight.
    public static let failover = Scheduler(rawValue: "fo")
    /// Weighted overflow: the server with the largest weight until it has as many connections.
    public static let overflow = Scheduler(rawValue: "ovf")
    /// Maglev hashing.
    public static let maglevHash = Scheduler(rawValue: "mh")
    /// Power of two choices.
    public static let twoChoices = Scheduler(rawValue: "twos")

    /// The schedulers that a document may use, in the order of `ipvsadm(8)`.
    public static let all: [Scheduler] = [
        .roundRobin, .weightedRoundRobin, .leastConnection, .weightedLeastConnection,
        .localityLeastConnection, .localityReplication, .destinationHash, .sourceHash,
        .shortestExpectedDelay, .neverQueue, .failover, .overflow, .maglevHash, .twoChoices,
    ]

    /// The kernel module that provides it.
    public var module: String { "ip_vs_\(rawValue)" }
}

/// Flags of a service's scheduler.
///
/// Source: `linux/ip_vs.h`, `IP_VS_SVC_F_SCHED*`.
public struct SchedulerFlags: OptionSet, Sendable, Hashable, Codable {
    /// The kernel's bits.
    public let rawValue: UInt32

    /// Creates flags from bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// `IP_VS_SVC_F_SCHED1`: `sh-fallback` and `mh-fallback`, another server when the hashed one
    /// is unavailable.
    public static let fallback = SchedulerFlags(rawValue: 0x0008)
    /// `IP_VS_SVC_F_SCHED2`: `sh-port` and `mh-port`, the source port is hashed too.
    public static let port = SchedulerFlags(rawValue: 0x0010)
    /// `IP_VS_SVC_F_SCHED3`: no scheduler of the kernel uses it yet.
    public static let third = SchedulerFlags(rawValue: 0x0020)
}
