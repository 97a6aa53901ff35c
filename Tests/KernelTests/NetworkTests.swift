import Addresses
import Model
import Planning
import Testing

@testable import Kernel

/// The node's own network, compared with `ip` and with packets.
@Suite("The network of a node", .enabled(if: Namespace.isAvailable))
struct NetworkTests {
    private static func interface(
        _ name: String, _ addresses: [String], gateway: String? = nil, mtu: Int? = nil,
        _ kind: NetworkInterface.Kind? = nil
    ) -> NetworkInterface {
        NetworkInterface(
            name: name, addresses: addresses.compactMap { Prefix($0) },
            gateways: gateway.flatMap { IPAddress($0) }.map { [$0] } ?? [], mtu: mtu, kind: kind)
    }

    private static func route(_ destination: String, via gateway: String) throws -> NetworkRoute {
        var route = NetworkRoute(to: try #require(Prefix(destination)))
        route.gateway = IPAddress(gateway)
        return route
    }

    private static func basic() throws -> NodeNetwork {
        var rule = RoutingRule(.ipv4, priority: 100, table: 7)
        rule.source = Prefix("10.5.0.1/32")
        var other = try route("0.0.0.0/0", via: "10.5.0.253")
        other.table = 7
        var hole = NetworkRoute(to: try #require(Prefix("198.51.100.0/24")))
        hole.kind = .blackhole
        return NodeNetwork(
            interfaces: [
                interface(
                    "m1", ["10.5.0.1/24", "2001:db8:5::1/64"], gateway: "10.5.0.254", mtu: 1_400)
            ],
            routes: [
                try route("192.0.2.0/24", via: "10.5.0.2"), other, hole,
                try route("2001:db8:9::/48", via: "2001:db8:5::2"),
            ],
            rules: [rule])
    }

    @Test("the check of senders is set, healed, and put back")
    func filter() throws {
        try NetworkSite.with { site in
            func value() throws -> String {
                try Namespace.run("cat /proc/sys/net/ipv4/conf/m1/rp_filter")
                    .replacing("\n", with: "")
            }
            func network(_ filter: ReversePathFilter?) -> NodeNetwork {
                var interface = Self.interface("m1", ["10.5.0.1/24"])
                interface.reversePathFilter = filter
                return NodeNetwork(interfaces: [interface])
            }
            try Namespace.run("echo 1 >/proc/sys/net/ipv4/conf/m1/rp_filter")
            site.want(network(.loose))
            #expect(try site.apply() == [])
            #expect(try site.steps() == [] && value() == "2")
            try Namespace.run("echo 0 >/proc/sys/net/ipv4/conf/m1/rp_filter")
            #expect(try site.steps() == ["~ rp_filter of m1 off -> loose"])
            try Namespace.run("echo 2 >/proc/sys/net/ipv4/conf/m1/rp_filter")
            site.want(network(nil))
            #expect(
                try site.steps() == ["~ rp_filter of m1 loose -> strict, as before Ballast set it"])
            #expect(try site.apply() == [])
            #expect(try site.steps() == [] && value() == "1")
        }
    }

    @Test("addresses, routes, rules and the MTU are set, and a second plan is empty")
    func basics() throws {
        try NetworkSite.with { site in
            site.want(try Self.basic())
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            #expect(try site.plan().notes == [])
            let routes = try Namespace.run("ip route show table all proto 97")
            #expect(routes.contains("default via 10.5.0.253 dev m1 table 7"))
            #expect(routes.contains("default via 10.5.0.254 dev m1"))
            #expect(routes.contains("192.0.2.0/24 via 10.5.0.2 dev m1"))
            #expect(routes.contains("blackhole 198.51.100.0/24"))
            #expect(
                try Namespace.run("ip -6 route show proto 97").contains(
                    "2001:db8:9::/48 via 2001:db8:5::2"))
            #expect(try Namespace.run("ip rule").contains("from 10.5.0.1 lookup 7"))
            #expect(try Namespace.run("ip link show m1").contains("mtu 1400"))
            #expect(site.reaches("10.5.0.2"))
            #expect(site.reaches("2001:db8:5::2"))
        }
    }

    @Test(
        "a change by hand is found and healed",
        arguments: [
            "ip route del 192.0.2.0/24", "ip addr del 10.5.0.1/24 dev m1", "ip link set m1 down",
            "ip link set m1 mtu 1300", "ip rule del priority 100", "ip -6 route flush proto 97",
            "ip route replace 192.0.2.0/24 via 10.5.0.9 proto 97",
            "ip addr del 2001:db8:5::1/64 dev m1", "ip route flush table 7",
        ])
    func drift(command: String) throws {
        try NetworkSite.with { site in
            site.want(try Self.basic())
            try site.apply()
            #expect(try site.steps() == [])
            try Namespace.run(command)
            #expect(try !site.steps().isEmpty)
            // An interface that was off has lost its routes, which need the next look.
            for _ in 1...3 { try site.apply() }
            #expect(try site.steps() == [])
        }
    }

    @Test("objects of other programs stay, and those of Ballast leave with the document")
    func foreign() throws {
        try NetworkSite.with { site in
            try Namespace.run(
                "ip link set m1 up; ip addr add 10.5.0.9/24 dev m1;"
                    + " ip route add 203.0.113.0/24 via 10.5.0.2 proto dhcp;"
                    + " ip rule add priority 90 from 10.5.0.9 lookup 8")
            let virtual = InterfaceAddress(
                interface: "m1", prefix: try #require(Prefix("10.5.0.100/32")))
            let added = site.host.apply([.address(.add(virtual))])
            #expect(added.map(\.result) == [.done])
            site.want(try Self.basic())
            #expect(try site.apply() == [])
            site.want(NodeNetwork())
            let plan = try site.plan()
            // Beside the setting that keeps the other addresses of the subnet.
            let removals = plan.steps.filter { $0.domain == .network }
            #expect(removals.allSatisfy { $0.action == .remove })
            #expect(removals.count == 8)
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            let addresses = try Namespace.run("ip -o addr show dev m1 scope global")
            #expect(addresses.contains("10.5.0.9/24") && addresses.contains("10.5.0.100/32"))
            #expect(!addresses.contains("10.5.0.1/24"))
            #expect(try Namespace.run("ip route").contains("203.0.113.0/24 via 10.5.0.2"))
            #expect(try Namespace.run("ip rule").contains("from 10.5.0.9 lookup 8"))
        }
    }

    @Test("a route of another program with the same identity stays, with a note")
    func conflict() throws {
        try NetworkSite.with { site in
            try Namespace.run(
                "ip link set m1 up; ip addr add 10.5.0.1/24 dev m1;"
                    + " ip route add default via 10.5.0.9 proto dhcp")
            site.want(
                NodeNetwork(
                    interfaces: [Self.interface("m1", ["10.5.0.1/24"], gateway: "10.5.0.254")]))
            let plan = try site.plan()
            #expect(plan.steps == [])
            #expect(
                plan.notes == [
                    "the route default via 10.5.0.9 dev m1 (proto dhcp) belongs to"
                        + " another program: remove it, or give default via 10.5.0.254 dev m1"
                        + " another metric"
                ])
            #expect(plan.waiting.count == 1)
            try Namespace.run("ip route replace default via 10.5.0.254 proto dhcp")
            #expect(try site.plan().waiting == [])
        }
    }

    @Test("a bridge takes an interface with its address, and a peer is reached through it")
    func bridge() throws {
        try NetworkSite.with { site in
            site.want(NodeNetwork(interfaces: [Self.interface("m1", ["10.5.0.1/24"])]))
            #expect(try site.apply() == [])
            #expect(site.reaches("10.5.0.2"))
            site.want(
                NodeNetwork(interfaces: [
                    Self.interface(
                        "br1", ["10.5.0.1/24"], gateway: "10.5.0.2",
                        .bridge(members: ["m1"], spanningTree: false))
                ]))
            #expect(
                try site.steps() == [
                    "+ interface br1, bridge of m1", "+ node address 10.5.0.1/24 on br1",
                    "+ m1 in br1, with 10.5.0.1/24", "+ route default via 10.5.0.2 dev br1",
                ])
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            #expect(site.reaches("10.5.0.2"))
            site.want(NodeNetwork(interfaces: [Self.interface("m1", ["10.5.0.1/24"])]))
            for _ in 1...3 { try site.apply() }
            #expect(try site.steps() == [])
            #expect(site.reaches("10.5.0.2"))
            #expect((try? Namespace.run("ip link show br1")) == nil)
        }
    }
}
