import Addresses
import Model
import Testing

@testable import Planning

/// What a plan of the node's network leaves as it is.
@Suite("The safety of a network plan")
struct NetworkSafetyTests {
    /// A host with eth0, which has the address and the default route, and eth1.
    private static func host(
        ours: Bool = true, _ change: (inout NetworkState) -> Void = { _ in }
    ) -> NetworkState {
        var state = NetworkState()
        for (index, name) in ["lo", "eth0", "eth1"].enumerated() {
            state.links[name] = NetworkLink(index: Int32(index + 1))
        }
        state.addresses["10.0.0.21/24 on eth0"] = ours ? .ours : .foreign
        let found = FoundRoute(gateway("eth0"), isOurs: ours, origin: ours ? "ballast" : "boot")
        state.routes[found.route.key] = found
        if !ours { state.others = [found] }
        change(&state)
        return state
    }

    private static func gateway(_ interface: String?, via: IPAddress = "10.0.0.254") -> NetworkRoute
    {
        var route = NetworkRoute(to: "0.0.0.0/0")
        route.gateway = via
        route.interface = interface
        return route
    }

    private static func network(
        _ name: String, _ kind: NetworkInterface.Kind? = nil
    ) -> NodeNetwork {
        NodeNetwork(interfaces: [
            NetworkInterface(
                name: name, addresses: ["10.0.0.21/24"], gateways: ["10.0.0.254"], kind: kind)
        ])
    }

    private static func plan(
        _ wanted: NodeNetwork, _ state: NetworkState, _ ledger: NetworkLedger = NetworkLedger(),
        from client: IPAddress? = nil
    ) -> NetworkPlanner {
        NetworkPlanner(
            wanted, at: state, ledger: ledger,
            session: client.map { AdminConnection(client: $0, server: "10.0.0.21") })
    }

    private static func steps(_ plan: NetworkPlanner) -> [String] {
        plan.steps.map { "\(Step.network($0))" }
    }

    private static let bridge = NetworkInterface.Kind.bridge(
        members: ["eth0", "eth1"], spanningTree: false)

    @Test("nothing leaves while an interface is missing")
    func missing() {
        let plan = Self.plan(Self.network("eth9"), Self.host())
        #expect(plan.steps == [])
        #expect(plan.notes.contains { $0.contains("10.0.0.21/24 on eth0 stays") })
        // A renamed card.
        let renamed = Self.plan(
            Self.network("eth0"),
            Self.host { state in
                state.links["other7"] = state.links.removeValue(forKey: "eth0")
                state.addresses = ["10.0.0.21/24 on other7": .ours]
            })
        #expect(!Self.steps(renamed).contains { $0.hasPrefix("-") })
    }

    @Test("a bridge is not begun while a member is in use by another program")
    func members() {
        let changes: [(inout NetworkState) -> Void] = [
            { $0.addresses["10.0.0.99/24 on eth0"] = .foreign },
            { $0.addresses["2001:db8::abcd/64 on eth0"] = .foreign },
            {
                $0.links["br9"] = NetworkLink(index: 9, kind: "bridge")
                $0.links["eth0"]?.master = "br9"
            },
            {
                $0.links["mv0"] = NetworkLink(index: 9, kind: "macvlan")
                $0.links["mv0"]?.parent = "eth0"
            },
            {
                var route = NetworkRoute(to: "10.56.0.0/16")
                route.interface = "eth0"
                $0.others.append(FoundRoute(route, isOurs: false, origin: "boot"))
            },
            { $0.links["eth1"]?.manager = .networkd },
        ]
        for (index, change) in changes.enumerated() {
            let plan = Self.plan(
                Self.network("br0", Self.bridge), Self.host(ours: false, change))
            #expect(plan.steps == [], "case \(index)")
            #expect(plan.notes.contains { $0.hasPrefix("br0 has to wait: ") }, "case \(index)")
        }
        let free = Self.plan(Self.network("br0", Self.bridge), Self.host(ours: false))
        #expect(free.steps.count == 5)
        #expect(free.steps.last?.needs == [.member("eth0")], "the route waits for the member")
    }

    @Test("an interface stays while other programs use it")
    func foreignUsers() {
        var ledger = NetworkLedger()
        ledger.members = ["eth1": "br0"]
        func state(_ change: (inout NetworkState) -> Void) -> NetworkState {
            Self.host { state in
                state.links["br0"] = NetworkLink(index: 9, kind: "bridge")
                state.links["br0"]?.isMarked = true
                state.links["eth1"]?.master = "br0"
                change(&state)
            }
        }
        let free = Self.steps(Self.plan(Self.network("eth0"), state { _ in }, ledger))
        #expect(free == ["- eth1 in br0", "- interface br0"])
        let changes: [(inout NetworkState) -> Void] = [
            {
                $0.links["br0.7"] = NetworkLink(index: 10, kind: "vlan")
                $0.links["br0.7"]?.parent = "br0"
            },
            { $0.addresses["10.7.0.1/24 on br0"] = .foreign },
            { $0.links["tap0"] = NetworkLink(index: 10, kind: "tun", master: "br0") },
            { $0.links["br0"]?.manager = .networkd },
            { $0.links["br0"]?.isMarked = false },
        ]
        for (index, change) in changes.enumerated() {
            let plan = Self.plan(Self.network("eth0"), state(change), ledger)
            #expect(plan.steps == [], "case \(index)")
            #expect(plan.notes.contains { $0.contains("stays") }, "case \(index)")
        }
    }

    @Test("an address waits for an interface that stays in a bond")
    func captive() {
        let state = Self.host { state in
            state.links["br0"] = NetworkLink(index: 9, kind: "bridge")
            state.links["br0"]?.isMarked = true
            state.links["eth0"]?.master = "br0"
            state.links["br0.7"] = NetworkLink(index: 10, kind: "vlan")
            state.links["br0.7"]?.parent = "br0"
            state.addresses = ["10.0.0.21/24 on br0": .ours]
            state.routes = [:]
        }
        var ledger = NetworkLedger()
        ledger.members = ["eth0": "br0"]
        let plan = Self.plan(Self.network("eth0"), state, ledger)
        #expect(plan.steps == [])
        #expect(plan.notes.contains { $0.hasPrefix("br0 stays: br0.7") })
    }

    @Test("a route without an interface follows its address")
    func routes() {
        var wanted = NodeNetwork(
            interfaces: [NetworkInterface(name: "eth1", addresses: ["10.0.0.21/24"])])
        wanted.routes = [Self.gateway(nil)]
        #expect(
            Self.steps(Self.plan(wanted, Self.host())) == [
                "+ node address 10.0.0.21/24 on eth1",
                "~ route default via 10.0.0.254 dev eth0 -> default via 10.0.0.254 dev eth1",
                "- node address 10.0.0.21/24 on eth0",
            ])
    }

    @Test("an address and a route stay while their new interface has no carrier")
    func carrier() {
        let plan = Self.plan(
            Self.network("eth1"), Self.host { $0.links["eth1"]?.hasCarrier = false })
        #expect(Self.steps(plan) == ["+ node address 10.0.0.21/24 on eth1"])
        #expect(plan.waiting.count >= 2)
    }

    @Test("an IPv6 route with the metric 0 is the kernel's with 1024")
    func metric() {
        var route = NetworkRoute(to: "::/0")
        route.metric = 0
        #expect(route.key.metric == 1_024)
    }

    @Test("steps that take the session's packets elsewhere are marked")
    func session() {
        let far: IPAddress = "198.51.100.7"
        func cuts(_ wanted: NodeNetwork, _ state: NetworkState) -> [String] {
            Self.plan(wanted, state, from: far).steps.filter(\.cutsSession).map {
                "\(Step.network($0))"
            }
        }
        let foreign = Self.host(ours: false) { state in
            var route = Self.gateway("eth0")
            route.metric = 100
            state.routes = [:]
            state.others = [FoundRoute(route, isOurs: false, origin: "dhcp")]
        }
        var other = NodeNetwork(routes: [Self.gateway("eth0", via: "10.0.0.253")])
        #expect(cuts(other, foreign).count == 1, "a smaller metric")
        var hole = NetworkRoute(to: "198.51.100.7/32")
        hole.kind = .blackhole
        other.routes = [hole]
        #expect(cuts(other, foreign).count == 1, "a blackhole")
        other = NodeNetwork(
            interfaces: [NetworkInterface(name: "eth1", addresses: ["198.51.100.1/24"])])
        #expect(cuts(other, foreign).count == 1, "a connected route")
        other.interfaces[0].addresses = ["203.0.113.1/24"]
        #expect(cuts(other, foreign) == [], "another network")
    }

    @Test("an undone edit leaves nothing, and restores what it has ended")
    func undone() {
        var edited = Spec(cluster: Cluster(name: "x", nodes: [Node(name: "lb1")]))
        let former = edited
        edited.cluster?.nodes[0].network = Self.network("br0", Self.bridge)
        let start = Self.host(ours: false)
        var observed = Observed(interfaces: Set(start.links.keys))
        observed.network = start
        func apply(_ network: NodeNetwork?) -> [String] {
            var desired = Desired(addresses: nil)
            desired.network = network
            let plan = Planning.plan(from: observed, to: desired)
            observed.ledger = observed.ledger.recording(plan.steps, desired: desired)
            for step in plan.steps { observed.apply(step) }
            return plan.steps.map(\.description)
        }
        #expect(apply(edited.cluster?.nodes[0].network).count == 5)
        let back = former.undoing(edited).cluster?.nodes[0].network
        #expect(apply(former.cluster?.nodes[0].network) == [], "the end of the section")
        #expect(!apply(back).isEmpty)
        _ = apply(back)
        #expect(apply(back) == [])
        #expect(observed.network?.links["br0"] == nil)
        #expect(observed.network?.addresses.keys.sorted() == ["10.0.0.21/24 on eth0"])
        #expect(observed.network?.routes.values.map(\.route.interface) == ["eth0"])
    }
}
