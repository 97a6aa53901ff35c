import Addresses
import Model
import Testing

@testable import Planning

/// Plans of a node's network with addresses, routes and members that are not of full use.
@Suite("Conditions in a node's network")
struct NetworkConditionTests {
    private static let address: InterfaceAddress = "2001:db8::21/64 on eth0"

    /// A host with two network cards and this address of Ballast.
    private static func host(_ change: (inout NetworkState) -> Void = { _ in }) -> NetworkState {
        var state = NetworkState()
        for (index, name) in ["lo", "eth0", "eth1"].enumerated() {
            state.links[name] = NetworkLink(index: Int32(index + 1))
        }
        state.addresses[address] = .ours
        change(&state)
        return state
    }

    private static let wanted = NodeNetwork(
        interfaces: [NetworkInterface(name: "eth0", addresses: ["2001:db8::21/64"])])

    private static func plan(
        _ wanted: NodeNetwork, _ state: NetworkState, session: AdminConnection? = nil
    ) -> NetworkPlanner {
        NetworkPlanner(wanted, at: state, ledger: NetworkLedger(), session: session)
    }

    private static func plan(_ state: NetworkState) -> NetworkPlanner { plan(wanted, state) }

    private static func steps(_ plan: NetworkPlanner) -> [String] {
        plan.steps.map { "\(Step.network($0))" }
    }

    @Test("an address that another host has is a note, and now and then a step")
    func duplicate() {
        let early = Self.plan(Self.host { $0.conditions[Self.address] = .duplicate(isDue: false) })
        #expect(early.steps == [])
        #expect(early.waiting == [.address(Self.address)])
        let due = Self.host { $0.conditions[Self.address] = .duplicate(isDue: true) }
        #expect(
            Self.steps(Self.plan(due)) == [
                "~ node address 2001:db8::21/64 on eth0, tried again: another host had it"
            ])
        let foreign = Self.host {
            $0.conditions[Self.address] = .duplicate(isDue: true)
            $0.addresses[Self.address] = .foreign
        }
        #expect(Self.plan(foreign).steps == [], "that of another program is named alone")
        #expect(Self.plan(foreign).notes.count == 1)
        var desired = Desired(addresses: nil)
        desired.network = Self.wanted
        var observed = Observed(interfaces: ["eth0"])
        observed.network = Self.host { $0.conditions[Self.address] = .duplicate(isDue: false) }
        #expect(desired.networkStatus(at: observed)?.isFulfilled == false)
        observed.network = Self.host { $0.conditions[Self.address] = .checking }
        #expect(desired.networkStatus(at: observed)?.isFulfilled == true)
    }

    @Test("nothing leaves while another host has the new address")
    func kept() {
        let state = Self.host {
            $0.addresses["10.0.0.21/24 on eth0"] = .ours
            $0.conditions[Self.address] = .duplicate(isDue: false)
        }
        let plan = Self.plan(state)
        #expect(plan.steps == [])
        #expect(
            plan.notes.last
                == "node address 10.0.0.21/24 on eth0 stays until everything new is in place")
    }

    @Test("an altered address and one without its route are set again, if they are Ballast's")
    func mended() {
        for (condition, words) in [
            (AddressCondition.altered, "set by another program"),
            (.routeless, "with the route of its network"),
        ] {
            let state = Self.host { $0.conditions[Self.address] = condition }
            let steps = Self.plan(state).steps
            #expect(Self.steps(Self.plan(state)).count == 1)
            #expect(Self.steps(Self.plan(state))[0].hasSuffix(words))
            var mended = state
            for step in steps { mended.apply(step.change) }
            #expect(Self.plan(mended).steps == [])
            var foreign = state
            foreign.addresses[Self.address] = .foreign
            #expect(Self.plan(foreign).steps == [])
            var managed = state
            managed.links["eth0"]?.manager = .ifupdown2
            #expect(Self.plan(managed).steps == [])
        }
    }

    @Test("another length of an IPv6 address is one step that may reset connections")
    func length() {
        var wanted = Self.wanted
        wanted.interfaces[0].addresses = ["2001:db8::21/56"]
        let session = AdminConnection(client: "2001:db8::7", server: "2001:db8::21")
        let plan = Self.plan(wanted, Self.host(), session: session)
        #expect(
            Self.steps(plan) == [
                "~ node address 2001:db8::21/64 -> 2001:db8::21/56 on eth0"
            ])
        #expect(plan.steps[0].risk == .mayReset)
        var state = Self.host()
        state.apply(plan.steps[0].change)
        #expect(Self.plan(wanted, state).steps == [])
        // The kernel removes the source from routes, which are set again in the same plan.
        var route = NetworkRoute(to: "2001:db8:9::/48")
        route.gateway = "2001:db8::fe"
        route.interface = "eth0"
        route.source = "2001:db8::21"
        wanted.routes = [route]
        let routed = Self.host {
            $0.routes[route.key] = FoundRoute(route, isOurs: true, origin: "ballast")
        }
        #expect(Self.plan(wanted, routed).steps.count == 2)
    }

    @Test("a route that has replaced one of Ballast by hand is replaced again")
    func replacement() {
        var route = NetworkRoute(to: "::/0")
        route.gateway = "2001:db8::fe"
        route.interface = "eth0"
        var wanted = Self.wanted
        wanted.interfaces[0].gateways = ["2001:db8::fe"]
        var other = route
        other.gateway = "2001:db8::fd"
        var found = FoundRoute(other, isOurs: false, origin: "boot")
        #expect(Self.plan(wanted, Self.host { $0.routes[other.key] = found }).steps == [])
        found.isReplacement = true
        let plan = Self.plan(wanted, Self.host { $0.routes[other.key] = found })
        #expect(plan.steps.count == 1 && plan.notes == [])
        #expect(plan.steps[0].displaced.isEmpty)
    }

    @Test("a route whose source is a virtual address of another node keeps nothing")
    func standby() {
        var route = NetworkRoute(to: "2001:db8:9::/48")
        route.gateway = "2001:db8::fe"
        route.source = "2001:db8::100"
        var wanted = Self.wanted
        wanted.routes = [route]
        let state = Self.host { $0.addresses["10.0.0.21/24 on eth0"] = .ours }
        func steps(_ virtual: Set<InterfaceAddress>) -> Int {
            NetworkPlanner(
                wanted, at: state, ledger: NetworkLedger(), session: nil, virtual: virtual
            ).steps.count
        }
        #expect(steps([]) == 0)
        #expect(steps(["2001:db8::100/64 on eth0"]) == 1)
    }

    @Test("a primary member that is kept out is no difference")
    func primary() {
        let bond = BondSettings(
            mode: .activeBackup, members: ["eth0", "eth1"], primary: "eth1")
        let wanted = NodeNetwork(interfaces: [NetworkInterface(name: "bond0", kind: .bond(bond))])
        func state(_ change: (inout NetworkState) -> Void) -> NetworkState {
            Self.host { state in
                state.addresses = [:]
                state.links["bond0"] = NetworkLink(index: 9, kind: "bond")
                state.links["bond0"]?.isMarked = true
                state.links["bond0"]?.bond = BondSettings(mode: .activeBackup, members: [])
                state.links["eth0"]?.master = "bond0"
                change(&state)
            }
        }
        let kept = Self.plan(wanted, state { $0.addresses["10.7.0.1/24 on eth1"] = .foreign })
        #expect(kept.steps == [])
        #expect(Self.plan(wanted, state { $0.links["eth1"] = nil }).steps == [])
        let joining = Self.plan(wanted, state { _ in })
        #expect(
            Self.steps(joining) == [
                "~ interface bond0, primary none -> eth1", "+ eth1 in bond0",
            ])
    }

    @Test("an interface that has to wait is explained once")
    func explained() {
        let wanted = NodeNetwork(interfaces: [
            NetworkInterface(
                name: "bond0", addresses: ["10.0.0.21/24"], gateways: ["10.0.0.254"],
                kind: .bond(BondSettings(mode: .activeBackup, members: ["eth8", "eth9"]))),
            NetworkInterface(
                name: "bond0.2", addresses: ["10.2.0.21/24"],
                kind: .vlan(VLANSettings(id: 2, parent: "bond0"))),
            NetworkInterface(name: "eth7", addresses: ["10.3.0.21/24"]),
        ])
        let notes = Self.plan(wanted, Self.host()).notes
        #expect(
            notes == [
                "there is no interface eth8", "there is no interface eth9",
                "bond0 has to wait: none of its members exists",
                "bond0.2 has to wait for bond0", "there is no interface eth7",
                "node address 10.0.0.21/24 on bond0 has to wait for bond0",
                "node address 10.2.0.21/24 on bond0.2 has to wait for bond0.2",
                "node address 10.3.0.21/24 on eth7 has to wait for eth7",
                "route default has to wait for bond0",
                "node address 2001:db8::21/64 on eth0 stays until everything new is in place",
            ])
    }

    @Test("virtual addresses on a bond that is made again return in the same plan")
    func virtual() {
        var desired = Desired(addresses: ["10.0.0.100/24 on bond0", "10.2.0.100/24 on bond0.2"])
        desired.network = NodeNetwork(interfaces: [
            NetworkInterface(
                name: "bond0",
                kind: .bond(BondSettings(mode: .balanceXOR, members: ["eth0", "eth1"]))),
            NetworkInterface(
                name: "bond0.2", kind: .vlan(VLANSettings(id: 2, parent: "bond0"))),
        ])
        var state = Self.host()
        state.addresses = [:]
        state.links["bond0"] = NetworkLink(index: 9, kind: "bond")
        state.links["bond0"]?.bond = BondSettings(mode: .activeBackup, members: [])
        state.links["bond0.2"] = NetworkLink(index: 10, kind: "vlan")
        state.links["bond0.2"]?.vlan = VLANSettings(id: 2, parent: "bond0")
        state.links["bond0.2"]?.parent = "bond0"
        for name in ["bond0", "bond0.2"] { state.links[name]?.isMarked = true }
        for name in ["eth0", "eth1"] { state.links[name]?.master = "bond0" }
        var observed = Observed(interfaces: Set(state.links.keys))
        observed.network = state
        for address in ["10.0.0.100/32 on bond0", "10.2.0.100/32 on bond0.2"] as [InterfaceAddress]
        {
            observed.addresses[address] = .ours
            observed.ledger.addresses.insert(address)
        }
        let plan = Planning.plan(from: observed, to: desired)
        let steps = plan.steps.map(\.description)
        #expect(steps.contains("+ address 10.0.0.100/32 on bond0"))
        #expect(steps.contains("+ address 10.2.0.100/32 on bond0.2"))
        var after = observed
        for step in plan.steps { after.apply(step) }
        #expect(after.addresses.count == 2)
        #expect(Planning.plan(from: after, to: desired).steps == [])
        let look = Look(plan: plan, observed: observed, desired: desired, fulfilled: desired)
        #expect(AddressStep.add("10.0.0.100/32 on bond0").isOwn(in: look))
    }

    @Test("a route of a table that no rule chooses for the session does not end it")
    func table() {
        var wanted = Self.wanted
        var route = NetworkRoute(to: "::/0")
        route.gateway = "2001:db8::fe"
        route.interface = "eth0"
        route.table = 9
        wanted.routes = [route]
        var old = route
        old.gateway = "2001:db8::fd"
        let state = Self.host {
            $0.routes[old.key] = FoundRoute(old, isOurs: true, origin: "ballast")
        }
        let session = AdminConnection(client: "2001:db8:7::7", server: "2001:db8::21")
        let plan = Self.plan(wanted, state, session: session)
        #expect(plan.steps.count == 1 && !plan.steps[0].cutsSession)
    }

    @Test("an edit that replaces an adopted address names the old one, which stays")
    func adopted() {
        var former = NetworkRoute(to: "0.0.0.0/0")
        (former.gateway, former.interface) = ("10.0.0.254", "eth0")
        let state = Self.host {
            $0.addresses = ["10.0.0.21/24 on eth0": .foreign, "10.7.0.1/24 on eth1": .foreign]
            $0.others = [FoundRoute(former, isOurs: false, origin: "boot")]
        }
        let wanted = NodeNetwork(
            interfaces: [NetworkInterface(name: "eth0", addresses: ["10.0.9.21/24"])])
        let plan = Self.plan(wanted, state)
        #expect(plan.steps.count == 1 && plan.notes.count == 2, "\(plan.notes)")
        #expect(plan.notes.first?.contains("`ip addr del 10.0.0.21/24 dev eth0`") == true)
        #expect(plan.notes.last?.contains("10.0.0.254") == true)
        // Later it is an address of another program like any other.
        var settled = state
        settled.addresses["10.0.9.21/24 on eth0"] = .ours
        #expect(Self.plan(wanted, settled).notes == [])
    }
}
