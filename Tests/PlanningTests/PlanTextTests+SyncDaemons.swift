import Addresses
import Model

extension PlanTextTests.Case {
    private static func spec(_ sync: ConnectionSync?) -> Spec {
        Spec(cluster: Cluster(name: "shop", nodes: [Node(name: "one")], connectionSync: sync))
    }

    private static func running(
        _ state: SyncDaemon.State, on interface: String = "eth1", id: Int = 7, isOurs: Bool = true
    ) -> Observed {
        var observed = Observed(interfaces: ["eth0", "eth1"])
        let settings = SyncDaemon.Settings(
            interface: interface, id: id, group: "224.0.0.81", port: 8_848, timeToLive: 1,
            maximumLength: 1_472)
        observed.syncDaemons = [state: SyncDaemon(state: state, settings: settings)]
        if isOurs { observed.ledger.owned = [.syncDaemon(state)] }
        return observed
    }

    static let syncDaemons = [
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
