extension HostRecord {
    /// The form of `ballast observe --json`.
    public static let shape = RecordShape(
        "host", "The output of ballast observe --json: a host at one moment.",
        [
            .version(form),
            .required("host", .text, "The name of the host."),
            .required("time", .integer, "The time, in milliseconds since 1970."),
            .required("uptime", .integer, "The same moment in milliseconds since boot."),
            .required(
                "domains", .list(.word(domains.map(\.rawValue))),
                "The kinds of objects that were read; only these are known."),
            .required(
                "failures", .list(.record(FailedPart.shape)),
                "The kinds of objects that could not be read, and why."),
            .required(
                "services", .list(.record(ObservedService.shape)),
                "The IPVS services with their servers, those of other programs too."),
            .optional(
                "unknown", .record(UnknownObjects.shape),
                "The objects of the IPVS table that are of an unknown kind; absent: none."),
            .required(
                "addresses", .list(.record(AddressRecord.shape)), "The addresses of the host."),
            .required(
                "interfaces", .list(.record(InterfaceRecord.shape)), "The network interfaces."),
            .required(
                "switchedOff", .list(.text),
                "Settings of the host that Ballast may need and that are off: net.ipv4.ip_forward, "
                    + "kernel module ip_vs_ftp."),
            .required(
                "sysctls", .map(.either([.integer, .list(.integer)])),
                "The files of net.ipv4.vs that this kernel has; sync_threshold has two numbers."),
            .optional(
                "timeouts", .record(IPVSTimeouts.shape),
                "The IPVS timeouts; absent: they were not read."),
            .required(
                "syncDaemons", .list(.record(SyncDaemon.shape)),
                "The daemons that synchronise connections."),
            .optional(
                "firewall", .list(.record(FirewallRuleset.shape)),
                "Ballast's firewall rules by address family; absent: an earlier version."),
            .optional(
                "firewallSets", .map(.record(FirewallSetState.shape)),
                "The sets of networks by name; absent: there are none."),
            .optional(
                "firewallSupport", .record(FirewallSupport.shape),
                "The variants of iptables; absent: no rules were read."),
            .required("listening", .list(.endpoint), "Where HAProxy serves clients."),
            .optional(
                "ledger", .record(Ledger.shape),
                "The objects that Ballast owns on the host; absent: none."),
            .optional(
                "controller", .record(Controller.shape),
                "The knowledge of the running controller; absent: none runs."),
            .optional(
                "network", .record(NetworkRecord.shape),
                "The network of the host; absent: an earlier version."),
        ])
}

extension HostRecord.Controller {
    /// The form of the knowledge.
    public static let shape = RecordShape(
        "knowledge", "The knowledge of a controller that a plan depends on.",
        [
            .optional(
                "verdicts", .map(.map(.record(Verdict.shape))),
                "The results of checks, by service and by server."),
            .optional(
                "feedback", .map(.map(.record(FeedbackReading.shape))),
                "The load of servers, by service and by server."),
            .optional("pages", .list(.service), "Services whose holding page it serves."),
            .optional("lostQuorums", .list(.service), "Services without their quorum."),
        ])
}

extension FailedPart {
    /// The form of the part.
    public static let shape = RecordShape(
        "failedPart", "A kind of objects that could not be read.",
        [
            .required(
                "domain", .word(HostRecord.domains.map(\.rawValue) + [HostRecord.ledger]),
                "The kind of objects."),
            .required("failure", .record(HostFailure.shape), "The refusal."),
        ])
}

extension AddressRecord {
    /// The form of the address.
    static let shape = RecordShape(
        "hostAddress", "An address on an interface of the host, with its origin.",
        InterfaceAddress.keys + [
            .required(
                "origin", .word([AddressOrigin.ours, .foreign, .unknown].map(\.rawValue)),
                "The program that added it: ours is Ballast; unmarked: the kernel keeps no origins."
            )
        ])
}

extension InterfaceRecord {
    /// The form of the interface.
    static let shape = RecordShape(
        "interface", "A network interface.",
        [
            .required("name", .text, "Its name."),
            .optional("number", .count, "Its number; another interface of the name has another."),
            .optional("fault", .words(of: Fault.self), "Why it carries no packets."),
            .required("canAnnounce", .flag, "Whether addresses on it can be announced."),
            .optional(
                "dropsOutsiders", .flag,
                "Whether rp_filter 1 drops IPv4 packets from beyond all subnets there. Default: "
                    + "false."),
            .optional(
                "loneRoutes", .count,
                "The IPv4 routes that are lost with its last IPv4 address, if Ballast has added "
                    + "all of them."),
        ])
}

extension IPVSTimeouts {
    /// The form of the timeouts.
    public static let shape = RecordShape(
        "timeouts", "The IPVS timeouts, in seconds.",
        [
            .required("tcp", .count, "An established TCP connection without packets."),
            .required("tcpFin", .count, "A TCP connection after a FIN."),
            .required("udp", .count, "A UDP flow without packets."),
        ])
}

extension ObservedService {
    /// The form of the service.
    public static let shape = VirtualService.shape.extended(
        "hostService", "A service as IPVS holds it, with its servers.",
        [
            .required("servers", .list(.record(ObservedDestination.shape)), "Its servers."),
            .required("counters", .record(TrafficCounters.shape), "Totals and rates."),
        ])
}

extension ObservedDestination {
    /// The form of the server.
    public static let shape = Destination.shape.extended(
        "hostServer", "A server as IPVS holds it, with its connections.",
        [
            .required("connections", .record(ConnectionCounts.shape), "Its connections."),
            .required("counters", .record(TrafficCounters.shape), "Totals and rates."),
        ])
}
