import Addresses
import CNetlink
import Glibc
import Model
import Planning
import Testing

@testable import Kernel

/// Changes by hand and by other hosts that the kernel alone does not tell from the wanted network.
@Suite("Healing of a node's network", .enabled(if: Namespace.isAvailable))
struct NetworkHealingTests {
    private static func network(_ addresses: [String], gateway: String? = nil) -> NodeNetwork {
        NodeNetwork(interfaces: [
            NetworkInterface(
                name: "m1", addresses: addresses.compactMap { Prefix($0) },
                gateways: gateway.flatMap { IPAddress($0) }.map { [$0] } ?? [])
        ])
    }

    /// Waits up to five seconds for a condition of an IPv6 address that neighbours are asked about.
    private static func settled(
        _ site: NetworkSite, _ condition: (NetworkState) -> Bool
    ) throws -> Bool {
        for _ in 1...50 {
            let observed = try site.host.observe(Scope(domains: [.network, .address]))
            if let state = observed.network, condition(state) { return true }
            usleep(100_000)
        }
        return false
    }

    @Test("a route that was replaced by hand is set again")
    func replaced() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            site.want(Self.network(["10.5.0.1/24"], gateway: "10.5.0.2"))
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            try Namespace.run("ip route replace default via 10.5.0.9")
            #expect(
                try site.steps() == [
                    "~ route default via 10.5.0.9 dev m1 -> default via 10.5.0.2 dev m1"
                ])
            #expect(try site.plan().waiting == [])
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            #expect(
                try Namespace.run("ip route show default").contains("via 10.5.0.2 dev m1 proto 97"))
            // Without a look in between.
            try Namespace.run("ip route del default; ip route add default via 10.5.0.9")
            #expect(try site.steps().count == 1)
        }
    }

    @Test(
        "the route of an address's network is set again",
        arguments: ["ip route del 10.5.0.0/24 dev m1", "ip -6 route del 2001:db8:5::/64 dev m1"])
    func connected(command: String) throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            try Namespace.run("ip link set m2 up; ip addr add 10.5.0.77/24 dev m2")
            site.want(
                Self.network(["10.5.0.1/24", "10.5.0.6/24", "10.6.0.1/32", "2001:db8:5::1/64"]))
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            #expect(try Self.settled(site) { !$0.isChecking })
            let list = "ip route show dev m1; ip -6 route show 2001:db8:5::/64"
            let before = try Namespace.run(list)
            try Namespace.run(command)
            let steps = try site.steps()
            #expect(
                !steps.isEmpty && steps.allSatisfy { $0.hasSuffix("with the route of its network") }
            )
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            #expect(try Namespace.run(list) == before)
            #expect(try Namespace.run("ip route show dev m2").contains("10.5.0.0/24"))
            site.want(Self.network([]))
            #expect(try site.apply() == [])
            #expect(try !Namespace.run("ip route show dev m1").contains("10.5.0.0/24"))
        }
    }

    @Test("an IPv6 address that another host has is named, and used when that one is gone")
    func duplicate() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            let address = InterfaceAddress(
                interface: "m1", prefix: try #require(Prefix("2001:db8:5::2/64")))
            site.want(Self.network(["2001:db8:5::2/64"]))
            #expect(try site.apply() == [])
            #expect(
                try Self.settled(site) { $0.conditions[address] == .duplicate(isDue: false) })
            let plan = try site.plan()
            #expect(plan.steps == [])
            #expect(plan.waiting == [.network(.address(address))])
            #expect(plan.notes.contains { $0.hasPrefix("another host has 2001:db8:5::2") })
            try site.beyond("ip addr del 2001:db8:5::2/64 dev br0")
            let step = Step.network(NetworkStep(.mendAddress(address, because: .duplicate)))
            #expect(site.host.apply([step]).map(\.result) == [.done])
            #expect(try Self.settled(site) { $0.conditions[address] == nil })
            #expect(try site.plan().notes == [])
        }
    }

    @Test("an IPv6 route waits until its source is known to be this host's alone")
    func source() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            var wanted = Self.network(["2001:db8:5::1/64"])
            var route = NetworkRoute(to: try #require(Prefix("2001:db8:99::/48")))
            route.gateway = IPAddress("2001:db8:5::2")
            route.source = IPAddress("2001:db8:5::1")
            wanted.routes = [route]
            site.want(wanted)
            let first = try site.plan()
            #expect(first.waiting == [.network(.route(route.key))])
            #expect(try site.apply() == [])
            #expect(try Self.settled(site) { !$0.isChecking })
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            #expect(try Namespace.run("ip -6 route").contains("src 2001:db8:5::1"))
            // A source address that is on no interface is a note too.
            wanted.routes[0].source = IPAddress("2001:db8:5::3")
            site.want(wanted)
            #expect(try site.steps() == [])
            #expect(try site.plan().notes.contains { $0.contains("no interface has") })
        }
    }

    @Test("another length of an IPv6 address is one step")
    func length() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            site.want(Self.network(["2001:db8:5::1/64"]))
            #expect(try site.apply() == [])
            #expect(try Self.settled(site) { !$0.isChecking })
            site.want(Self.network(["2001:db8:5::1/56"]))
            #expect(
                try site.steps() == [
                    "~ node address 2001:db8:5::1/64 -> 2001:db8:5::1/56 on m1"
                ])
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            #expect(try Self.settled(site) { !$0.isChecking })
            let text = try Namespace.run("ip -6 addr show dev m1 scope global")
            #expect(text.contains("2001:db8:5::1/56") && !text.contains("/64"))
            #expect(site.reaches("2001:db8:5::2"))
        }
    }

    @Test(
        "an address that was set by hand is healed",
        arguments: ["2001:db8:5::1/64", "10.5.0.1/24"],
        ["preferred_lft 0", "valid_lft 90 preferred_lft 60"])
    func altered(address: String, lifetime: String) throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            site.want(Self.network([address]))
            #expect(try site.apply() == [])
            #expect(try Self.settled(site) { !$0.isChecking })
            try Namespace.run("ip addr change \(address) dev m1 \(lifetime)")
            #expect(
                try site.steps() == ["~ node address \(address) on m1, set by another program"])
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            let text = try Namespace.run("ip addr show dev m1")
            #expect(!text.contains("deprecated") && !text.contains("valid_lft 90"))
        }
    }

    @Test("a bridge keeps its MTU when a smaller interface joins")
    func bridge() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            for mtu in [1_500, 9_000] {
                let name = "br\(mtu)"
                let member = mtu == 1_500 ? "m1" : "m2"
                if mtu == 1_500 { try Namespace.run("ip link set m1 mtu 1400") }
                site.want(
                    NodeNetwork(interfaces: [
                        NetworkInterface(
                            name: name, mtu: mtu,
                            kind: .bridge(members: [member], spanningTree: false))
                    ]))
                #expect(try site.apply() == [])
                #expect(try site.steps() == [])
                let notes = try site.plan().notes
                #expect(notes.count == 1 && notes[0].contains("larger frames of \(name) are lost"))
            }
        }
    }

    @Test("a rule with conditions that a document can't have is not the wanted one")
    func suppressing() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            try Namespace.run(
                "ip rule add pref 50 from 10.5.0.0/24 table 7 suppress_prefixlength 0")
            var rule = RoutingRule(.ipv4, priority: 50, table: 7)
            rule.source = Prefix("10.5.0.0/24")
            site.want(NodeNetwork(rules: [rule]))
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            let rules = try Namespace.run("ip rule").split(separator: "\n")
            #expect(rules.filter { $0.hasPrefix("50:") }.count == 2)
        }
    }
}
