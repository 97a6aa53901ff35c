import Addresses

/// Synchronisation of open connections with the other nodes, so that they survive a fail-over.
///
/// Source: ipvsadm(8), `--start-daemon`.
public struct ConnectionSync: Sendable, Hashable {
    /// The daemons of a node.
    public enum Role: String, Sendable, Hashable, CaseIterable {
        /// Both where the addresses of the document move between nodes, else the master.
        case automatic
        /// The master: it sends.
        case master
        /// The backup: it receives.
        case backup
        /// Both at the same time, for nodes that are each master of some addresses.
        case both
    }

    /// The daemons of each node.
    public var role: Role
    /// The interface of the unencrypted messages.
    public var interface: String
    /// The synchronisation ID; messages with another ID are ignored.
    ///
    /// **Range:** 0...255; a backup with 0 accepts all.
    public var id: Int
    /// The multicast group; nil: 224.0.0.81.
    public var group: IPAddress?
    /// The UDP port; if the kernel uses several (`sync_ports`), the first.
    ///
    /// Default: 8848.
    public var port: UInt16
    /// Maximum number of routers on the path of a message.
    ///
    /// Default: 1.
    public var timeToLive: UInt8
    /// Maximum size of a message; nil: that of the kernel, for an MTU of 1500 bytes; a backup
    /// accepts more with a larger MTU.
    ///
    /// **Unit:** bytes of UDP payload.
    public var maximumLength: Int?

    /// Creates settings for this interface.
    public init(
        role: Role = .automatic, interface: String, id: Int = 0, group: IPAddress? = nil,
        port: UInt16 = 8_848, timeToLive: UInt8 = 1, maximumLength: Int? = nil
    ) {
        self.role = role
        self.interface = interface
        self.id = id
        self.group = group
        self.port = port
        self.timeToLive = timeToLive
        self.maximumLength = maximumLength
    }

    /// The multicast group of the messages.
    public var destination: IPAddress { group ?? .v4(IPv4Address(rawValue: 0xe000_0051)) }

    /// The daemons of a node.
    ///
    /// - Parameter states: the states of the role `automatic` on this node.
    public func daemons(
        automatic states: [SyncDaemon.State]
    ) -> [SyncDaemon.State: SyncDaemon] {
        let states: [SyncDaemon.State] =
            switch role {
            case .automatic: states
            case .master: [.master]
            case .backup: [.backup]
            case .both: [.master, .backup]
            }
        let settings = SyncDaemon.Settings(
            interface: interface, id: id, group: destination,
            port: port, timeToLive: timeToLive, maximumLength: maximumLength)
        return Dictionary(
            uniqueKeysWithValues: states.map { ($0, SyncDaemon(state: $0, settings: settings)) })
    }
}

extension ConnectionSync {
    /// Time after which the master sends a connection again that has packets.
    ///
    /// **Unit:** seconds. **Source:** `sync_refresh_period`.
    static let refreshPeriod = 10

    /// The sysctls with which a backup knows each connection with packets after a known time.
    ///
    /// With the kernel's values a connection is sent again after 50 packets, however long that
    /// takes. None where the document has one of the two. **Source:**
    /// `net/netfilter/ipvs/ip_vs_sync.c`, `ip_vs_sync_conn_needed`.
    static func defaultSysctls(
        beside given: [Sysctl: SysctlValue]
    ) -> [Sysctl: SysctlValue] {
        guard given[.syncThreshold] == nil, given[.syncRefreshPeriod] == nil else { return [:] }
        return [
            .syncThreshold: SysctlValue([3, 0]), .syncRefreshPeriod: SysctlValue([refreshPeriod]),
        ]
    }

    /// Time after its start in which the backup daemon receives each connection with packets.
    ///
    /// The master sends the last messages at most three seconds late: it flushes a message after
    /// two, and looks once a second. **Unit:** milliseconds; at most a minute. **Source:**
    /// `IPVS_SYNC_FLUSH_TIME`, `IPVS_SYNC_CHECK_PERIOD`.
    ///
    /// - Parameter period: `sync_refresh_period` of the nodes; nil or 0: unknown.
    public static func round(of period: SysctlValue?) -> Int64 {
        let given = period?.numbers.first ?? 0
        return Int64(min((given == 0 ? refreshPeriod : given) + 3, 60)) * 1000
    }
}
