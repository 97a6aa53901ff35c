import Model

/// The keys of `ipvs.sysctls`: the files of `/proc/sys/net/ipv4/vs`.
enum SysctlFields {
    static let table = ObjectTable(
        "sysctl section",
        "Settings under /proc/sys/net/ipv4/vs, by the name of their file. A default is set only "
            + "while no other program has services in the table of IPVS; a setting without one "
            + "stays as it is.",
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
            "1: while this host runs the backup daemon of the connection synchronisation it "
                + "refuses all clients, also where it runs the master daemon besides. Only for a "
                + "host that is never both."
        case .cacheBypass:
            "1: packets go to their original destination when no cache server is available."
        case .connectionReuseMode:
            "When a client's port is used again: 0 the old server, 1 a new choice, 2 a new choice "
                + "for FIN_WAIT too."
        case .connectionTracking: "1: connections of IPVS are known to netfilter."
        case .expireNoDestinationConnection:
            "1: a packet for a server that is gone ends its connection, so that the client "
                + "notices at once."
        case .expireQuiescentTemplate:
            "1: a persistent client of a server with weight 0 gets another."
        case .ignoreTunneled: "1: tunnelled packets are not directed again."
        case .natICMPSend: "1: an ICMP error answers a NAT server whose connection is unknown."
        case .pathMTUDiscovery: "1: path MTU discovery towards tunnels."
        case .runEstimation: "1: rates are estimated. 0 saves processor time."
        case .estimationNice: "Nice value of the tasks that estimate rates (Linux 6.2)."
        case .scheduleICMP: "1: ICMP messages are balanced as connections."
        case .sloppySCTP: "1: an SCTP connection may begin with any packet."
        case .sloppyTCP: "1: a TCP connection may begin with any packet, as after a fail-over."
        case .snatReroute: "1: answers are routed again after their source was rewritten."
        default: defenceOrSynchronisation(sysctl)
        }
    }

    private static func defenceOrSynchronisation(_ sysctl: Sysctl) -> String {
        switch sysctl {
        case .alwaysModeDropRate: "Rate of drop_packet mode 3: one of so many packets is dropped."
        case .availableMemoryThreshold:
            "Pages of free memory under which the automatic defences begin."
        case .dropEntry:
            "Connection entries dropped at random: 0 never, 1 and 2 when memory is short, 3 always."
        case .dropPacket:
            "Packets dropped before they are balanced: 0 never, 1 and 2 when memory is short, 3 "
                + "always."
        case .secureTCP:
            "The more careful TCP state table: 0 never, 1 and 2 when memory is short, 3 always."
        case .syncPersistMode:
            "1: only the templates of persistent connections are synchronised, where possible."
        case .syncPorts: "Number of synchronisation threads, each with a port of its own."
        case .syncQueueMaximum: "Longest queue of synchronisation messages."
        case .syncRefreshPeriod:
            "Seconds after which an unchanged connection is synchronised again. 0: by "
                + "sync_threshold."
        case .syncRetries: "How often a synchronisation message is repeated."
        case .syncSocketSize: "Socket buffer of the synchronisation, bytes. 0: the system's."
        case .syncThreshold:
            "A connection is synchronised after so many packets, and again after every so many."
        case .syncVersion: "Version of the synchronisation protocol. 0 is Linux before 2.6.39."
        default: "See the kernel's documentation of IPVS sysctls."
        }
    }
}
