/// A setting under `/proc/sys/net/ipv4/vs`, per network namespace; the raw value is its file.
///
/// Source: the kernel's `Documentation/networking/ipvs-sysctl.rst`.
public enum Sysctl: String, Sendable, Hashable, Codable, CaseIterable {
    /// Rate of the "always" mode of ``dropPacket``.
    case alwaysModeDropRate = "am_droprate"
    /// Free pages under which the automatic defences begin.
    case availableMemoryThreshold = "amemthresh"
    /// A backup of the connection synchronisation does not direct packets.
    case backupOnly = "backup_only"
    /// Packets go to their original destination when no cache server is available.
    case cacheBypass = "cache_bypass"
    /// What happens when a client's port is used again.
    case connectionReuseMode = "conn_reuse_mode"
    /// Connections of IPVS are known to connection tracking.
    case connectionTracking = "conntrack"
    /// Defence: connection entries are dropped at random.
    case dropEntry = "drop_entry"
    /// Defence: packets are dropped before they are scheduled.
    case dropPacket = "drop_packet"
    /// Nice value of the estimation tasks (Linux 6.2).
    case estimationNice = "est_nice"
    /// A packet for a server that is gone ends its connection.
    case expireNoDestinationConnection = "expire_nodest_conn"
    /// A persistent client of a server with weight 0 gets another.
    case expireQuiescentTemplate = "expire_quiescent_template"
    /// Tunnelled packets are not directed again.
    case ignoreTunneled = "ignore_tunneled"
    /// An ICMP error answers a NAT server whose connection is unknown.
    case natICMPSend = "nat_icmp_send"
    /// Path MTU discovery towards tunnels.
    case pathMTUDiscovery = "pmtu_disc"
    /// Rates are estimated.
    case runEstimation = "run_estimation"
    /// ICMP messages are scheduled as connections.
    case scheduleICMP = "schedule_icmp"
    /// Defence: a larger TCP state table.
    case secureTCP = "secure_tcp"
    /// SCTP connections may begin in the middle.
    case sloppySCTP = "sloppy_sctp"
    /// TCP connections may begin in the middle.
    case sloppyTCP = "sloppy_tcp"
    /// Source-NATed answers are routed again.
    case snatReroute = "snat_reroute"
    /// Persistent templates only, when possible, are synchronised.
    case syncPersistMode = "sync_persist_mode"
    /// Number of synchronisation threads and ports.
    case syncPorts = "sync_ports"
    /// Longest queue of synchronisation messages.
    case syncQueueMaximum = "sync_qlen_max"
    /// Seconds until an unchanged connection is synchronised again.
    case syncRefreshPeriod = "sync_refresh_period"
    /// Number of repeats of a synchronisation message.
    case syncRetries = "sync_retries"
    /// Socket buffer of the synchronisation, bytes.
    case syncSocketSize = "sync_sock_size"
    /// Packets of a connection before it is synchronised, and between repeats: two numbers.
    case syncThreshold = "sync_threshold"
    /// Version of the synchronisation protocol.
    case syncVersion = "sync_version"

    /// How many numbers the file holds.
    public var count: Int { self == .syncThreshold ? 2 : 1 }

    /// The numbers that the kernel takes.
    public var range: ClosedRange<Int> {
        switch self {
        case .connectionReuseMode, .dropEntry, .dropPacket, .secureTCP: 0...3
        case .estimationNice: -20...19
        case .syncPorts: 1...64
        case .syncRetries: 0...3
        // Kept in jiffies in an `int`, of which a second has up to 1000.
        case .syncRefreshPeriod: 0...2_147_483
        case .alwaysModeDropRate, .availableMemoryThreshold, .syncQueueMaximum, .syncSocketSize,
            .syncThreshold:
            0...Int(Int32.max)
        default: 0...1
        }
    }

    /// The value that Ballast sets when the document has none and no other program's services
    /// share the table; nil: the kernel's value is left alone.
    ///
    /// Each has its reason in `docs/decisions/0004-ipvs-sysctl-defaults.md`.
    public var balancerDefault: SysctlValue? {
        switch self {
        case .connectionReuseMode, .expireNoDestinationConnection, .expireQuiescentTemplate: 1
        default: nil
        }
    }
}

/// What a sysctl holds: one number, or two for `sync_threshold`.
public struct SysctlValue: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral {
    /// The numbers in the file's order.
    public let numbers: [Int]

    /// These numbers.
    public init(_ numbers: [Int]) {
        self.numbers = numbers
    }

    /// One number.
    public init(integerLiteral number: Int) {
        numbers = [number]
    }

    /// Reads a number, or a list of numbers.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        numbers = try (try? container.decode([Int].self)) ?? [container.decode(Int.self)]
    }

    /// Writes one number alone, and more as a list.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if numbers.count == 1 {
            try container.encode(numbers[0])
        } else {
            try container.encode(numbers)
        }
    }
}

extension SysctlValue: CustomStringConvertible {
    /// The numbers with a space between, as the file has them.
    public var description: String {
        numbers.map { String($0) }.joined(separator: " ")
    }
}
