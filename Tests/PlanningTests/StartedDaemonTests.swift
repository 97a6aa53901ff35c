import Addresses
import Model
import Planning
import Testing

@Suite("The facts of sync daemons in the ledger")
struct StartedDaemonTests {
    private func loop(_ others: [SyncDaemon.State] = []) -> Loop {
        var observed = Observed(interfaces: ["eth1"], sysctls: [.syncPorts: 1, .syncSocketSize: 0])
        for state in others {
            let settings = SyncDaemon.Settings(
                interface: "eth1", id: 9, group: "224.0.0.81", port: 8_848, timeToLive: 1)
            observed.syncDaemons[state] = SyncDaemon(state: state, settings: settings)
        }
        return Loop(observed)
    }

    private func spec(_ role: ConnectionSync.Role, ports: SysctlValue) -> Spec {
        var spec = Spec()
        spec.cluster = Cluster(
            name: "shop", nodes: [Node(name: "one")],
            connectionSync: ConnectionSync(role: role, interface: "eth1"))
        spec.ipvs.sysctls = [.syncPorts: ports, .syncSocketSize: 4_000]
        return spec
    }

    @Test("a daemon has the number of ports that the plan sets before its start")
    func first() throws {
        var loop = loop()
        try loop.pass(spec(.both, ports: 4))
        let entries = loop.ledger.syncDaemons
        #expect(entries.count == 2 && entries.values.allSatisfy { $0.ports == 4 })
        #expect(entries.values.allSatisfy { $0.socketSize == 4_000 })
        #expect(try loop.plan(spec(.both, ports: 4)).isEmpty)
    }

    @Test("beside a daemon of another program a daemon has the earlier number of ports")
    func besideOther() throws {
        var loop = loop([.backup])
        let spec = spec(.master, ports: 4)
        try loop.pass(spec)
        #expect(loop.ledger.syncDaemons[.master]?.ports == 1)
        let plan = try loop.plan(spec)
        #expect(plan.isEmpty && plan.waiting == [.syncDaemon(.master)])
        // Once the other program has stopped its daemon, the number takes effect.
        loop.host.state.syncDaemons[.backup] = nil
        try loop.pass(spec)
        #expect(loop.host.state.syncDaemons.isEmpty)
        try loop.pass(spec)
        #expect(loop.ledger.syncDaemons[.master]?.ports == 4)
        #expect(try loop.plan(spec).isEmpty)
    }

    @Test("after a refused sysctl the daemons have the old value")
    func refused() throws {
        let observed = try loop().observed()
        let desired = desired(from: spec(.both, ports: 4), signals: Signals())
        let steps = plan(from: observed, to: desired).steps
        let outcomes = steps.map { step in
            let isSysctl = if case .setting = step { true } else { false }
            return Outcome(
                step: step,
                result: isSysctl
                    ? .failed(HostFailure(operation: "x", reason: "y")) : .done)
        }
        let ledger = Ledger().recording(steps, desired: desired)
            .correcting(outcomes, earlier: Ledger())
        for state in SyncDaemon.State.allCases {
            #expect(ledger.syncDaemons[state]?.ports == 1)
            #expect(ledger.syncDaemons[state]?.socketSize == 0)
        }
    }
}
