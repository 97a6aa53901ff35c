/// A setting under `/proc/sys/net/ipv4/vs`, per network namespace; the raw value is its file.
///
/// Source: the kernel's `Documentation/networking/ipvs-sysctl.rst`.
public enum Sysctl: String, Sendable, Hashable, Codable, CaseIterable {
    /// Rate of the "always" mode of ``dropPacket``.
    case alwaysModeDropRate = "am_droprate"
    /// Free pages below which the automatic defences start.
    case availableMemoryThreshold = "amemthresh"
    /// A node with the backup synchronisation daemon does not schedule packets.
    case backupOnly = "backup_only"
    /// Packets go to their original destination when no cache server is available.
    case cacheBypass = "cache_bypass"
    /// Treatment of a reused client port.
    case connectionReuseMode = "conn_reuse_mode"
    /// Netfilter tracks IPVS connections.
    case connectionTracking = "conntrack"
    /// Defence: connection entries are dropped at random.
    case dropEntry = "drop_entry"
    /// Defence: packets are dropped before they are scheduled.
    case dropPacket = "drop_packet"
    /// Nice value of the estimation tasks (Linux 6.2).
    case estimationNice = "est_nice"
    /// A packet for a server that is gone ends its connection.
    case expireNoDestinationConnection = "expire_nodest_conn"
    /// A persistent client of a server with weight 0 gets another server.
    case expireQuiescentTemplate = "expire_quiescent_template"
    /// Tunnelled packets are not scheduled again.
    case ignoreTunneled = "ignore_tunneled"
    /// Packets of a NAT server without a known connection are answered with an ICMP error.
    case natICMPSend = "nat_icmp_send"
    /// Path MTU discovery for tunnels.
    case pathMTUDiscovery = "pmtu_disc"
    /// Rates are estimated.
    case runEstimation = "run_estimation"
    /// ICMP messages are scheduled like connections.
    case scheduleICMP = "schedule_icmp"
    /// Defence: a larger TCP state table.
    case secureTCP = "secure_tcp"
    /// SCTP connections may begin in the middle.
    case sloppySCTP = "sloppy_sctp"
    /// TCP connections may begin in the middle.
    case sloppyTCP = "sloppy_tcp"
    /// Source-NATed replies are routed again.
    case snatReroute = "snat_reroute"
    /// Only persistent templates are synchronised, where possible.
    case syncPersistMode = "sync_persist_mode"
    /// Number of synchronisation threads and ports.
    case syncPorts = "sync_ports"
    /// Maximum length of the queue of synchronisation messages.
    case syncQueueMaximum = "sync_qlen_max"
    /// Seconds until an unchanged connection is synchronised again.
    case syncRefreshPeriod = "sync_refresh_period"
    /// Number of repeats of a synchronisation message.
    case syncRetries = "sync_retries"
    /// Socket buffer of the synchronisation, bytes.
    case syncSocketSize = "sync_sock_size"
    /// Two numbers: packets before a connection is synchronised, and packets until it is
    /// synchronised again.
    case syncThreshold = "sync_threshold"
    /// Version of the synchronisation protocol.
    case syncVersion = "sync_version"

    /// Number of values in the file.
    public var count: Int { self == .syncThreshold ? 2 : 1 }

    /// Valid values.
    public var range: ClosedRange<Int> {
        switch self {
        case .connectionReuseMode, .dropEntry, .dropPacket, .secureTCP: 0...3
        case .estimationNice: -20...19
        case .syncPorts: 1...64
        case .syncRetries: 0...3
        // Stored in jiffies in an `int`, with up to 1000 per second.
        case .syncRefreshPeriod: 0...2_147_483
        case .alwaysModeDropRate, .availableMemoryThreshold, .syncQueueMaximum, .syncSocketSize,
            .syncThreshold:
            0...Int(Int32.max)
        default: 0...1
        }
    }

    /// Whether the setting concerns the synchronisation of connections.
    public var isOfSynchronisation: Bool { self == .backupOnly || rawValue.hasPrefix("sync_") }

    /// The value that Ballast sets when the document has none and no other program's services share
    /// the table; nil: the kernel's value is kept.
    ///
    /// The reasons are in `docs/decisions/0004-ipvs-sysctl-defaults.md`.
    public var balancerDefault: SysctlValue? {
        switch self {
        case .connectionReuseMode, .expireNoDestinationConnection, .expireQuiescentTemplate: 1
        default: nil
        }
    }
}
