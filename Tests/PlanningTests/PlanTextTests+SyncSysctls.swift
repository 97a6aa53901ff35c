import Addresses
import Model

extension PlanTextTests.Case {
    private static func spec(_ sysctls: [Sysctl: SysctlValue]) -> Spec {
        var spec = spec(ConnectionSync(role: .master, interface: "eth1", id: 7))
        spec.ipvs.sysctls = sysctls
        return spec
    }

    /// A master of ours that runs with these facts, beside a backup of another program if wished.
    private static func started(
        _ entry: StartedDaemon, _ sysctls: [Sysctl: SysctlValue], hasOther: Bool = false
    ) -> Observed {
        var observed = running(.master)
        observed.ledger.syncDaemons = [.master: entry]
        observed.sysctls = sysctls
        guard hasOther else { return observed }
        observed.syncDaemons[.backup] = running(.backup, id: 9).syncDaemons[.backup]
        return observed
    }

    static let syncSysctls = [
        Self(
            name: "another number of ports stops no daemon of another program",
            spec: spec([.syncPorts: 4]),
            observed: started(StartedDaemon(ports: 1), [.syncPorts: 4], hasOther: true),
            steps: [],
            notes: [
                "sync_ports 4 has to wait: another program runs the sync daemon backup, and the"
                    + " kernel reads the number only while no sync daemon runs",
                "another program runs the sync daemon backup on eth1: it stays",
            ]),
        Self(
            name: "beside a daemon of another program a number that the document lacks is ignored",
            spec: spec([:]),
            observed: started(StartedDaemon(ports: 1), [.syncPorts: 2], hasOther: true),
            steps: [], notes: ["another program runs the sync daemon backup on eth1: it stays"]),
        Self(
            name: "a daemon stops for a number of ports once the kernel has it",
            spec: spec([.syncPorts: 4]),
            observed: started(StartedDaemon(ports: 1), [.syncPorts: 1]),
            steps: ["~ sysctl sync_ports 1 -> 4"],
            notes: ["the sync daemons stop and start again, once sync_ports is 4"]),
        Self(
            name: "a number of ports that was changed by hand is set back, and stops no daemon",
            spec: spec([.syncPorts: 4]),
            observed: started(StartedDaemon(ports: 4), [.syncPorts: 1]),
            steps: ["~ sysctl sync_ports 1 -> 4"]),
        Self(
            name: "without services only the sysctls of sync daemons are set",
            spec: {
                var spec = Self.spec([.syncPorts: 4, .dropEntry: 1])
                spec.ipvs.timeouts = IPVSTimeouts(tcp: 60)
                return spec
            }(),
            observed: {
                var observed = Observed(
                    interfaces: ["eth1"],
                    sysctls: [
                        .syncPorts: 1, .dropEntry: 0, .expireNoDestinationConnection: 0,
                        .syncRefreshPeriod: 0,
                    ])
                observed.timeouts = IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300)
                return observed
            }(),
            steps: [
                "~ sysctl sync_ports 1 -> 4", "~ sysctl sync_refresh_period 0 -> 10",
                "+ sync daemon master, eth1, id 7, to 224.0.0.81:8848",
            ]),
        Self(
            name: "a daemon starts again for the size of its socket buffer",
            spec: spec([.syncSocketSize: 1_000_000]),
            observed: started(StartedDaemon(socketSize: 0), [.syncSocketSize: 1_000_000]),
            steps: ["~ sync daemon master, starts again on eth1"],
            notes: ["the sync daemon master starts again, because sync_sock_size has changed"]),
        Self(
            name: "a daemon waits with that until the kernel has the size",
            spec: spec([.syncSocketSize: 1_000_000]),
            observed: started(StartedDaemon(socketSize: 0), [.syncSocketSize: 0]),
            steps: ["~ sysctl sync_sock_size 0 -> 1000000"],
            notes: ["the sync daemon master starts again, once sync_sock_size is 1000000"]),
        Self(
            name: "a daemon whose size is unknown stays",
            spec: spec([.syncSocketSize: 1_000_000]),
            observed: started(StartedDaemon(), [.syncSocketSize: 1_000_000]), steps: []),
    ]
}
