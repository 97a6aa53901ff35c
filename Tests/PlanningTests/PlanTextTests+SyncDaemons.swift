import Addresses
import Model

extension PlanTextTests.Case {
    static func spec(_ sync: ConnectionSync?) -> Spec {
        Spec(cluster: Cluster(name: "shop", nodes: [Node(name: "one")], connectionSync: sync))
    }

    static func running(
        _ state: SyncDaemon.State, on interface: String = "eth1", id: Int = 7, isOurs: Bool = true
    ) -> Observed {
        var observed = Observed(interfaces: ["eth0", "eth1"])
        let settings = SyncDaemon.Settings(
            interface: interface, id: id, group: "224.0.0.81", port: 8_848, timeToLive: 1,
            maximumLength: 1_472)
        observed.syncDaemons = [state: SyncDaemon(state: state, settings: settings)]
        if isOurs { observed.ledger.syncDaemons = [state: StartedDaemon()] }
        return observed
    }

    /// A daemon of ours beside an interface with another number than at its start.
    private static func renewed() -> Observed {
        var observed = running(.master)
        observed.interfaceNumbers = ["eth1": 9]
        observed.ledger.syncDaemons = [.master: StartedDaemon(link: 7)]
        return observed
    }

    private static func external(isHere: Bool) -> Observed {
        var observed = Observed(interfaces: ["eth0", "eth1"])
        if isHere { observed.addresses = ["10.0.0.1/24 on eth0": .foreign] }
        return observed
    }

    private static let moved: Spec = {
        var spec = Self.spec(ConnectionSync(interface: "eth1", id: 7))
        spec.virtualAddresses = [
            VirtualAddress(address: "10.0.0.1/24", interface: "eth0", isExternal: true)
        ]
        return spec
    }()

    private static let both = ["master", "backup"]

    /// Two addresses that an election moves, of which the host has some.
    ///
    /// - Parameter states: the wanted daemons.
    private static func elected(
        _ here: [InterfaceAddress], _ states: [String] = both, isBackupOnly: Bool = false
    ) -> Self {
        var spec = Self.spec(ConnectionSync(interface: "eth1", id: 7))
        spec.cluster?.failover = Failover(links: [.interface("eth0")])
        if isBackupOnly { spec.ipvs.sysctls = [.backupOnly: 1] }
        spec.virtualAddresses = [
            VirtualAddress(address: "10.0.0.1/24", interface: "eth0"),
            VirtualAddress(address: "10.0.0.2/24", interface: "eth0"),
        ]
        var observed = Observed(interfaces: ["eth0", "eth1"])
        if isBackupOnly { observed.sysctls = [.backupOnly: 1] }
        for address in here { observed.addresses[address] = .ours }
        observed.ledger.addresses = ["10.0.0.9/24 on eth0"]
        observed.addresses["10.0.0.9/24 on eth0"] = .ours
        return Self(
            name: "an election moves the addresses, and this node has \(here.count) of 2"
                + (isBackupOnly ? ", with backup_only" : ""),
            spec: spec, observed: observed,
            steps: states.map { "+ sync daemon \($0), eth1, id 7, to 224.0.0.81:8848" },
            notes: [
                "the election adds and removes the virtual addresses: 10.0.0.1/24 on eth0, "
                    + "10.0.0.2/24 on eth0"
            ])
    }

    /// A node with both daemons and a service, on a host with this value of `backup_only`.
    private static func refusing(_ given: SysctlValue?, isFound found: SysctlValue) -> Self {
        var spec = moved
        spec.cluster?.connectionSync?.role = .both
        spec.virtualAddresses = []
        spec.services = [Service(name: "web", key: .mark(1, .ipv4))]
        if let given { spec.ipvs.sysctls = [.backupOnly: given] }
        var observed = running(.master)
        observed.syncDaemons[.backup] = observed.syncDaemons[.master]
        observed.syncDaemons[.backup]?.state = .backup
        observed.ledger.syncDaemons[.backup] = StartedDaemon()
        observed.sysctls = [.backupOnly: found]
        return Self(
            name: "with both daemons backup_only is 0: \(given.map { "\($0)" } ?? "none") given",
            spec: spec, observed: observed,
            steps: (found == 0 ? [] : ["~ sysctl backup_only 1 -> 0"])
                + ["+ service mark 1 wrr"])
    }

    private static func movedWithBackupOnly(isHere: Bool) -> Self {
        var spec = moved
        spec.ipvs.sysctls = [.backupOnly: 1]
        var observed = external(isHere: isHere)
        observed.sysctls = [.backupOnly: 1]
        let state = isHere ? "master" : "backup"
        return Self(
            name: "with backup_only a node \(isHere ? "with" : "without") an address is \(state)",
            spec: spec, observed: observed,
            steps: ["+ sync daemon \(state), eth1, id 7, to 224.0.0.81:8848"])
    }

    static let syncDaemons = [
        elected([]), elected(["10.0.0.1/24 on eth0"]),
        elected(["10.0.0.1/24 on eth0", "10.0.0.2/24 on eth0"]),
        elected([], ["backup"], isBackupOnly: true),
        elected(["10.0.0.1/24 on eth0"], ["master"], isBackupOnly: true),
        movedWithBackupOnly(isHere: false), movedWithBackupOnly(isHere: true),
        refusing(nil, isFound: 1), refusing(1, isFound: 1), refusing(1, isFound: 0),
        Self(
            name: "where another program moves the addresses, a node without them sends too",
            spec: moved, observed: external(isHere: false),
            steps: both.map { "+ sync daemon \($0), eth1, id 7, to 224.0.0.81:8848" }),
        Self(
            name: "and the node with one of them receives too",
            spec: moved, observed: external(isHere: true),
            steps: both.map { "+ sync daemon \($0), eth1, id 7, to 224.0.0.81:8848" }),
        Self(
            name: "the sockets of a daemon belong to an interface that is gone",
            spec: spec(ConnectionSync(interface: "eth1", id: 7)), observed: renewed(),
            steps: ["~ sync daemon master, starts again on eth1"]),
        Self(
            name: "a length that is no longer asked for is given up",
            spec: spec(ConnectionSync(interface: "eth1", id: 7)),
            observed: {
                var observed = running(.master)
                observed.ledger.syncDaemons = [.master: StartedDaemon(maximumLength: 1_200)]
                return observed
            }(),
            steps: ["~ sync daemon master, starts again on eth1"]),
        Self(
            name: "another number of ports counts once no daemon runs",
            spec: {
                var spec = Self.spec(ConnectionSync(interface: "eth1", id: 7))
                spec.ipvs.sysctls = [.syncPorts: 4]
                return spec
            }(),
            observed: {
                var observed = running(.master)
                observed.sysctls = [.syncPorts: 4]
                observed.ledger.syncDaemons = [.master: StartedDaemon(ports: 1)]
                return observed
            }(),
            steps: ["- sync daemon master"],
            notes: ["the sync daemons stop and start again, because sync_ports has changed"]),
        Self(
            name: "a daemon waits for an interface that is down, and the old one goes on",
            spec: spec(ConnectionSync(interface: "eth0", id: 7)),
            observed: {
                var observed = running(.master)
                observed.silentInterfaces = ["eth0": .down]
                return observed
            }(),
            steps: [], notes: ["the sync daemon master has to wait: eth0 is down"]),
        Self(
            name: "the master starts where the addresses are",
            spec: spec(ConnectionSync(interface: "eth1", id: 7, port: 9_001, timeToLive: 2)),
            observed: Observed(interfaces: ["eth1"]),
            steps: ["+ sync daemon master, eth1, id 7, to 224.0.0.81:9001, ttl 2"]),
        Self(
            name: "one that runs as it should needs nothing, whatever length the kernel chose",
            spec: spec(ConnectionSync(interface: "eth1", id: 7)), observed: running(.master),
            steps: []),
        Self(
            name: "the kernel changes nothing in a daemon, so it starts again",
            spec: spec(
                ConnectionSync(
                    role: .both, interface: "eth0", id: 8, group: "ff02::81", maximumLength: 1_400)
            ),
            observed: running(.master),
            steps: [
                "~ sync daemon master, eth1 -> eth0, id 7 -> 8,"
                    + " 224.0.0.81:8848 -> [ff02::81]:8848, length 1472 -> 1400",
                "+ sync daemon backup, eth0, id 8, to [ff02::81]:8848, at most 1400 bytes",
            ]),
        Self(
            name: "a daemon of ours is stopped when the document has none",
            spec: spec(nil), observed: running(.backup), steps: ["- sync daemon backup"]),
        Self(
            name: "a daemon of another program stays",
            spec: spec(nil), observed: running(.backup, isOurs: false), steps: [],
            notes: ["another program runs the sync daemon backup on eth1: it stays"]),
        Self(
            name: "without its interface a daemon waits",
            spec: spec(ConnectionSync(role: .backup, interface: "eth9")),
            observed: Observed(interfaces: ["eth0"]), steps: [],
            notes: ["the sync daemon backup has to wait: there is no interface eth9"]),
    ]
}
