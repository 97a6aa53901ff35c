import Addresses
import Model
import Testing

@testable import Planning

/// Interfaces with an MTU that does not fit that of another one.
@Suite("MTUs in a node's network")
struct NetworkMTUTests {
    /// A host with two network cards and no addresses.
    private static func host(_ change: (inout NetworkState) -> Void = { _ in }) -> NetworkState {
        var state = NetworkState()
        for (index, name) in ["lo", "eth0", "eth1"].enumerated() {
            state.links[name] = NetworkLink(index: Int32(index + 1))
        }
        change(&state)
        return state
    }

    private static func plan(_ wanted: NodeNetwork, _ state: NetworkState) -> NetworkPlanner {
        NetworkPlanner(wanted, at: state, ledger: NetworkLedger(), session: nil)
    }

    private static func steps(_ plan: NetworkPlanner) -> [String] {
        plan.steps.map { "\(Step.network($0))" }
    }

    @Test("a bridge that is larger than a member has a note")
    func frames() {
        var wanted = NodeNetwork(interfaces: [
            NetworkInterface(
                name: "br0", mtu: 9_000, kind: .bridge(members: ["eth1"], spanningTree: false))
        ])
        let plan = Self.plan(wanted, Self.host())
        #expect(
            plan.notes == [
                "eth1 has an MTU of 1500, so that larger frames of br0 are lost on it: write"
                    + " `mtu: 9000` at eth1"
            ])
        wanted.interfaces.append(NetworkInterface(name: "eth1", mtu: 9_000))
        #expect(Self.plan(wanted, Self.host()).notes == [])
    }

    @Test("a VLAN larger than the interface below it works with less, and has a note")
    func largeVLAN() {
        let large = NetworkInterface(
            name: "eth1.6", addresses: ["10.6.0.21/24"], mtu: 9_000,
            kind: .vlan(VLANSettings(id: 6, parent: "eth1")))
        let note =
            "eth1.6 can't have an MTU of 9000: eth1 below it has 1500; write `mtu: 9000` at eth1"
        var wanted = NodeNetwork(interfaces: [large])
        let none = Self.host()
        let plan = Self.plan(wanted, none)
        #expect(
            Self.steps(plan) == [
                "+ interface eth1.6, vlan 6 of eth1", "+ node address 10.6.0.21/24 on eth1.6",
            ])
        #expect(plan.notes == [note] && plan.waiting == [.link("eth1.6")])
        let made = Self.host {
            $0.addresses["10.6.0.21/24 on eth1.6"] = .ours
            var link = NetworkLink(index: 4, kind: "vlan")
            (link.vlan, link.parent) = (VLANSettings(id: 6, parent: "eth1"), "eth1")
            link.isMarked = true
            $0.links["eth1.6"] = link
        }
        #expect(Self.plan(wanted, made).steps == [] && Self.plan(wanted, made).notes == [note])
        var raised = made
        raised.links["eth1"]?.mtu = 9_000
        #expect(Self.plan(wanted, raised).steps.count == 1, "it follows the interface below it")
        #expect(Self.plan(wanted, raised).notes == [])
        wanted.interfaces.append(NetworkInterface(name: "eth1", mtu: 9_000))
        #expect(Self.plan(wanted, made).steps.count == 2)
        #expect(Self.plan(wanted, made).notes == [])
    }
}
