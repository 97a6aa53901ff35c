import Addresses
import Model
import Testing

@testable import Planning

/// Plans of a node's own network, on a host in memory.
@Suite("The network of a node")
struct NetworkPlanTests {
    private static let bond = BondSettings(mode: .activeBackup, members: ["eth0", "eth1"])

    /// Bond, VLAN, gateway, rule and name server.
    private static let wanted: NodeNetwork = {
        var rule = RoutingRule(.ipv4, priority: 100, table: 7)
        rule.source = "192.168.1.21/32"
        var route = NetworkRoute(to: "0.0.0.0/0")
        route.gateway = "192.168.1.254"
        route.table = 7
        return NodeNetwork(
            interfaces: [
                NetworkInterface(
                    name: "bond0.2", addresses: ["192.168.1.21/24"],
                    kind: .vlan(VLANSettings(id: 2, parent: "bond0"))),
                NetworkInterface(
                    name: "bond0", addresses: ["10.0.0.21/24", "2001:db8::21/64"],
                    gateways: ["10.0.0.254"], kind: .bond(bond)),
            ],
            routes: [route], rules: [rule], nameservers: ["10.0.0.53"], hostName: "lb1")
    }()

    /// A host with two network cards.
    private static func host(_ change: (inout NetworkState) -> Void = { _ in }) -> Observed {
        var state = NetworkState()
        for (index, name) in ["lo", "eth0", "eth1"].enumerated() {
            state.links[name] = NetworkLink(index: Int32(index + 1))
        }
        state.hostName = "lb1"
        change(&state)
        var observed = Observed(interfaces: Set(state.links.keys))
        observed.network = state
        return observed
    }

    private static func desired(
        _ network: NodeNetwork? = wanted, session: AdminConnection? = nil
    ) -> Desired {
        var desired = Desired(addresses: nil)
        desired.network = network
        desired.session = session
        return desired
    }

    private static func plan(
        _ observed: Observed, _ network: NodeNetwork? = wanted, session: AdminConnection? = nil
    ) -> Plan {
        Planning.plan(from: observed, to: desired(network, session: session))
    }

    /// The host after all steps, with its ledger.
    private static func settled(_ start: Observed) -> Observed {
        var observed = start
        let steps = plan(observed).steps
        observed.ledger = observed.ledger.recording(steps, desired: desired())
        for step in steps { observed.apply(step) }
        return observed
    }

    @Test("interfaces come before members, addresses, routes, rules and names")
    func order() {
        let plan = Self.plan(Self.host())
        #expect(
            plan.steps.map(\.description) == [
                "+ interface bond0, bond active-backup of eth0, eth1",
                "+ eth0 in bond0", "+ eth1 in bond0", "+ interface bond0.2, vlan 2 of bond0",
                "+ node address 192.168.1.21/24 on bond0.2",
                "+ node address 10.0.0.21/24 on bond0", "+ node address 2001:db8::21/64 on bond0",
                "+ route default via 10.0.0.254 dev bond0",
                "+ route default via 192.168.1.254 dev bond0.2 table 7",
                "+ routing rule ipv4 100: from 192.168.1.21/32 lookup 7",
                "~ name servers none -> 10.0.0.53",
            ])
        #expect(plan.steps.allSatisfy { $0.phase.isGrowth && $0.risk == .hitless })
    }

    @Test("after the steps a plan is empty, and without them nothing is removed")
    func settles() {
        let observed = Self.settled(Self.host())
        #expect(Self.plan(observed).steps == [])
        #expect(Self.plan(observed, nil).steps == [], "no network in the document")
        let status = Self.desired().networkStatus(at: observed)
        #expect(status?.isFulfilled == true)
        #expect(status?.line == "network: 10 objects as wanted")
    }

    @Test("an empty section removes what Ballast made, interfaces last and VLANs before bonds")
    func removal() {
        let steps = Self.plan(Self.settled(Self.host()), NodeNetwork()).steps
        #expect(
            steps.map(\.description) == [
                "- routing rule ipv4 100: from 192.168.1.21/32 lookup 7",
                "- route default via 192.168.1.254 dev bond0.2 table 7",
                "- route default via 10.0.0.254 dev bond0",
                "- node address 10.0.0.21/24 on bond0",
                "- node address 192.168.1.21/24 on bond0.2",
                "- node address 2001:db8::21/64 on bond0",
                "- eth0 in bond0", "- eth1 in bond0", "- interface bond0.2", "- interface bond0",
            ])
        #expect(steps.allSatisfy { $0.phase == .clearance && $0.risk == .mayReset })
    }

    @Test("an interface without the mark stays")
    func foreignBond() {
        var observed = Self.settled(Self.host())
        observed.ledger = Ledger()
        for name in ["bond0", "bond0.2"] { observed.network?.links[name]?.isMarked = false }
        let plan = Self.plan(observed, NodeNetwork())
        #expect(!plan.steps.contains { $0.description.contains("interface") })
        var other = Self.wanted
        other.interfaces[1].kind = .bond(BondSettings(mode: .balanceRR, members: ["eth0", "eth1"]))
        let kept = Self.plan(observed, other)
        #expect(kept.steps == [])
        #expect(
            kept.notes == [
                "bond0 belongs to another program: its mode is active-backup; delete it or choose"
                    + " another name"
            ])
    }

    @Test("another mode makes the bond again, with everything that is lost with it")
    func remade() {
        let observed = Self.settled(Self.host())
        var other = Self.wanted
        other.interfaces[1].kind = .bond(BondSettings(mode: .balanceRR, members: ["eth0", "eth1"]))
        let plan = Self.plan(observed, other)
        #expect(
            plan.steps.map(\.description).prefix(4) == [
                "~ interface bond0, made again, bond balance-rr of eth0, eth1: its mode is"
                    + " active-backup", "+ eth0 in bond0", "+ eth1 in bond0",
                "+ interface bond0.2, vlan 2 of bond0",
            ])
        #expect(plan.steps.count == 9)
        #expect(plan.steps[0].risk == .mayReset)
    }

    @Test("an interface of another program is left alone, with the way to hand it over")
    func managed() {
        let observed = Self.host { $0.links["eth0"]?.manager = .networkd }
        let network = NodeNetwork(
            interfaces: [NetworkInterface(name: "eth0", addresses: ["10.0.0.21/24"])])
        let plan = Self.plan(observed, network)
        #expect(plan.steps == [])
        #expect(plan.waiting == [.network(.address("10.0.0.21/24 on eth0"))])
        #expect(plan.notes.count == 1)
        #expect(plan.notes[0].contains("systemd-networkd") && plan.notes[0].contains("Unmanaged"))
        var there = observed
        there.network?.addresses["10.0.0.21/24 on eth0"] = .foreign
        #expect(Self.plan(there, network).notes == [], "nothing differs")
    }

    @Test("manage decides what is changed")
    func manage() {
        var network = NodeNetwork(
            manage: .addresses,
            interfaces: [NetworkInterface(name: "eth0", addresses: ["10.0.0.21/24"], mtu: 9_000)])
        let plan = Self.plan(Self.host(), network)
        #expect(plan.steps.map(\.description) == ["+ node address 10.0.0.21/24 on eth0"])
        #expect(
            plan.notes == [
                "eth0 differs, and `manage: addresses` keeps it: mtu 1500 -> 9000"
            ])
        network.manage = .none
        let observed = Self.plan(Self.host(), network)
        #expect(observed.steps == [] && observed.notes == [])
        let status = Self.desired(network).networkStatus(at: Self.host())
        #expect(status?.isFulfilled == true)
        #expect(
            status?.line
                == "network: 2 differences, left alone: ~ interface eth0, mtu 1500 -> 9000, and 1"
                + " more")
    }

    @Test("steps that would cut the administrator's session are marked")
    func session() {
        let observed = Self.settled(Self.host())
        func cuts(_ session: AdminConnection, _ network: NodeNetwork) -> [String] {
            Self.plan(observed, network, session: session).steps.filter {
                $0.risk == .cutsSession
            }.map(\.description)
        }
        let near = AdminConnection(client: "10.0.0.7", server: "10.0.0.21")
        let far = AdminConnection(client: "198.51.100.7", server: "10.0.0.21")
        let vlan = AdminConnection(client: "192.168.1.7", server: "192.168.1.21")
        #expect(cuts(near, Self.wanted) == [])
        #expect(cuts(near, NodeNetwork()) == ["- node address 10.0.0.21/24 on bond0"])
        #expect(
            cuts(far, NodeNetwork()).contains("- route default via 10.0.0.254 dev bond0"))
        var other = Self.wanted
        other.interfaces[1].kind = .bond(BondSettings(mode: .balanceRR, members: ["eth0", "eth1"]))
        #expect(cuts(vlan, other).count == 1, "the bond below the VLAN of the session")
    }

    @Test("nothing leaves while something new could not be set up")
    func withheld() throws {
        let observed = Self.settled(Self.host())
        let network = NodeNetwork(
            interfaces: [NetworkInterface(name: "eth0", addresses: ["10.0.0.22/24"])])
        let plan = Self.plan(observed, network)
        let growth = plan.growth
        #expect(!growth.isEmpty)
        let failed = growth.map {
            Outcome(
                step: $0,
                result: .failed(HostFailure(operation: $0.operation, reason: "no", errno: "EIO")))
        }
        let reduction = plan.reduction(
            after: failed, observed: observed, desired: Self.desired(network))
        #expect(!reduction.steps.contains { $0.domain == .network })
        #expect(!reduction.withheld.isEmpty)
    }

    @Test("a virtual address on an interface of the plan has not to wait")
    func virtualAddress() {
        var desired = Self.desired()
        desired.addresses = ["10.0.0.100/24 on bond0"]
        let plan = Planning.plan(from: Self.host(), to: desired)
        #expect(plan.notes == [])
        #expect(
            plan.steps.map(\.description).suffix(2) == [
                "+ address 10.0.0.100/32 on bond0", "> announce 10.0.0.100/32 on bond0",
            ])
        var observed = Self.settled(Self.host())
        observed.addresses["10.0.0.21/24 on bond0"] = .foreign
        #expect(Planning.plan(from: observed, to: desired).foreign == [])
    }

    @Test("entries of objects that are gone leave the ledger, and others stay")
    func pruned() {
        var observed = Self.settled(Self.host())
        #expect(observed.ledger.network.links == ["bond0", "bond0.2"])
        #expect(observed.ledger.network.members == ["eth0": "bond0", "eth1": "bond0"])
        observed.network?.links["bond0.2"] = nil
        let pruned = observed.ledger.pruned(observed: observed, desired: Self.desired())
        #expect(pruned.network.links == ["bond0"])
        observed.network = nil
        let unread = observed.ledger.pruned(observed: observed, desired: Self.desired(nil))
        #expect(unread.network == observed.ledger.network, "an unread network is unknown")
    }

    @Test("the network is that of the node which the host is")
    func identity() {
        let nodes = [
            Node(name: "lb1", network: Self.wanted), Node(name: "lb2", network: NodeNetwork()),
        ]
        let spec = Spec(cluster: Cluster(name: "shop", nodes: nodes))
        var signals = Signals()
        #expect(Planning.desired(from: spec, signals: signals).network == nil)
        signals.hostName = "lb1.example.org"
        #expect(Planning.desired(from: spec, signals: signals).network == Self.wanted)
        signals.nodeName = "lb2"
        #expect(Planning.desired(from: spec, signals: signals).network == NodeNetwork())
        signals.nodeName = "lb3"
        #expect(Planning.desired(from: spec, signals: signals).network == nil)
    }
}
