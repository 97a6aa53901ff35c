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
