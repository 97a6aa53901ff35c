import Model

/// The keys of `ipvs.sysctls`: the files of `/proc/sys/net/ipv4/vs`.
enum SysctlFields {
    static let table = ObjectTable(
        "sysctl section",
        "Settings under /proc/sys/net/ipv4/vs, by file name. A default is set only while no "
            + "other program has services in the IPVS table. A setting without a default keeps "
            + "its value.",
        fields: Sysctl.allCases.map { field(for: $0) })

    private static func field(for sysctl: Sysctl) -> Field {
        var fallback: Field.Fallback?
        if let number = sysctl.balancerDefault?.numbers.first, sysctl.count == 1 {
            fallback = .integer(number)
        }
        let kind: FieldKind =
            sysctl.count == 1
            ? .integer(sysctl.range) : .integers(count: sysctl.count, sysctl.range)
        var field = Field(kind, default: fallback, documentation(of: sysctl))
        field.key = sysctl.rawValue
        return field
    }

    /// **Source:** the kernel's `Documentation/networking/ipvs-sysctl.rst`.
    private static func documentation(of sysctl: Sysctl) -> String {
        switch sysctl {
        case .backupOnly:
            "1: while this host runs the backup synchronisation daemon it rejects all clients, "
                + "even if it also runs the master daemon. Only for a host that is never both."
        case .cacheBypass:
            "1: packets go to their original destination when no cache server is available."
        case .connectionReuseMode:
            "When a client reuses a port: 0 keeps the old server, 1 selects again, 2 selects "
                + "again for FIN_WAIT too."
        case .connectionTracking: "1: netfilter tracks IPVS connections."
        case .expireNoDestinationConnection:
            "1: a packet for a server that is gone ends its connection, so that the client "
                + "notices at once."
        case .expireQuiescentTemplate:
            "1: a persistent client of a server with weight 0 gets another server."
        case .ignoreTunneled: "1: tunnelled packets are not scheduled again."
        case .natICMPSend:
            "1: packets of a NAT server without a known connection are answered with an ICMP "
                + "error."
        case .pathMTUDiscovery: "1: path MTU discovery for tunnels."
        case .runEstimation: "1: rates are estimated. 0 saves processor time."
        case .estimationNice: "Nice value of the tasks that estimate rates (Linux 6.2)."
        case .scheduleICMP: "1: ICMP messages are scheduled like connections."
        case .sloppySCTP: "1: an SCTP connection may begin with any packet."
        case .sloppyTCP: "1: a TCP connection may begin with any packet, as after a fail-over."
        case .snatReroute: "1: replies are routed again after their source address was rewritten."
        case .alwaysModeDropRate:
            "Drop rate of drop_packet mode 3: one packet of this many is dropped."
        case .availableMemoryThreshold:
            "Pages of free memory below which the automatic defences start."
        case .dropEntry:
            "Random drop of connection entries: 0 never, 1 and 2 when memory is short, 3 always."
        case .dropPacket:
            "Drop of packets before scheduling: 0 never, 1 and 2 when memory is short, 3 always."
        case .secureTCP:
            "Stricter TCP state table: 0 never, 1 and 2 when memory is short, 3 always."
        case .syncPersistMode:
            "1: only the templates of persistent connections are synchronised, where possible."
        case .syncPorts: "Number of synchronisation threads, each with its own port."
        case .syncQueueMaximum: "Maximum length of the queue of synchronisation messages."
        case .syncRefreshPeriod:
            "Seconds after which an unchanged connection is synchronised again. 0: by "
                + "sync_threshold."
        case .syncRetries: "Number of times that a synchronisation message is repeated."
        case .syncSocketSize:
            "Socket buffer of the synchronisation, in bytes. 0: the system's default."
        case .syncThreshold:
            "Two numbers: packets before a connection is synchronised, and packets until it is "
                + "synchronised again."
        case .syncVersion: "Version of the synchronisation protocol. 0: Linux before 2.6.39."
        }
    }
}
