import Addresses
import Model
import Planning
import Testing

@testable import Kernel

/// Edits of the node's network that can't be completed, on a kernel.
@Suite("The safety of a node's network", .enabled(if: Namespace.isAvailable))
struct NetworkRefusalTests {
    private static func network(
        _ name: String, _ kind: NetworkInterface.Kind? = nil
    ) -> NodeNetwork {
        NodeNetwork(interfaces: [
            NetworkInterface(
                name: name, addresses: [Prefix("10.5.0.1/24")].compactMap(\.self),
                gateways: [IPAddress("10.5.0.2")].compactMap(\.self), kind: kind)
        ])
    }

    private static let bridge = network("br1", .bridge(members: ["m1"], spanningTree: false))

    private static let byHand =
        "ip link set m1 up; ip addr add 10.5.0.1/24 dev m1; ip route add default via 10.5.0.2"

    @Test("a missing interface takes no address away")
    func missing() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            site.want(Self.network("m1"))
            #expect(try site.apply() == [])
            site.want(Self.network("m9"))
            #expect(try site.steps() == [])
            #expect(site.reaches("10.5.0.2"))
        }
    }

    @Test(
        "a bridge is not begun while another program uses the member",
        arguments: [
            "ip addr add 10.5.0.9/24 dev m1", "ip route add 10.56.0.0/16 via 10.5.0.2",
            "ip link add mv0 link m1 type macvlan", "ip link add m1.7 link m1 type vlan id 7",
        ])
    func member(command: String) throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            // Kernels without these kinds of interfaces.
            guard (try? Namespace.run("\(Self.byHand); set -e; \(command)")) != nil else { return }
            site.want(Self.bridge)
            #expect(try site.steps() == [])
            let notes = try site.plan().notes
            #expect(notes.contains { $0.hasPrefix("br1 has to wait") })
            #expect(site.reaches("10.5.0.2"))
        }
    }

    @Test("a member that can't join keeps its routes, and the bridge gets none")
    func refusal() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            try Namespace.run(Self.byHand)
            site.want(Self.bridge)
            let steps = try site.plan().steps
            // Another program is faster than the step.
            guard (try? Namespace.run("ip link add mv0 link m1 type macvlan")) != nil else {
                return
            }
            let outcomes = site.host.apply(steps)
            #expect(outcomes.contains { !$0.succeeded })
            let routes = try Namespace.run("ip route")
            #expect(routes.contains("default via 10.5.0.2 dev m1"))
        }
    }

    @Test("an interface of the same name that another program made stays")
    func sameName() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            var wanted = Self.network("m1")
            wanted.interfaces.append(
                NetworkInterface(
                    name: "br5", kind: .bridge(members: [], spanningTree: false)))
            site.want(wanted)
            #expect(try site.apply() == [])
            #expect(try Namespace.run("ip -d link show br5").contains("ballast-br5"))
            try Namespace.run("ip link del br5; ip link add br5 type bridge")
            site.want(Self.network("m1"))
            #expect(try site.steps() == [])
        }
    }

    @Test("a wide rule beside a narrow one is added")
    func rules() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            var narrow = RoutingRule(.ipv4, priority: 100, table: 7)
            narrow.source = Prefix("10.5.0.1/32")
            var wanted = Self.network("m1")
            wanted.rules = [narrow, RoutingRule(.ipv4, priority: 100, table: 7)]
            site.want(wanted)
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
            #expect(try Namespace.run("ip rule").contains("100:\tfrom all lookup 7"))
        }
    }

    @Test("an undone first edit restores the network that was there by hand")
    func undone() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            try Namespace.run(Self.byHand)
            site.want(Self.bridge)
            #expect(try site.apply() == [])
            #expect(site.reaches("10.5.0.2"))
            var back = NodeNetwork()
            back.isRestored = true
            site.want(back)
            for _ in 1...3 { try site.apply() }
            #expect(try site.steps() == [])
            #expect((try? Namespace.run("ip link show br1")) == nil)
            #expect(try Namespace.run("ip route").contains("default via 10.5.0.2 dev m1"))
            #expect(site.reaches("10.5.0.2"))
        }
    }

    @Test("an IPv6 default route with the metric 0 is added once")
    func metric() throws {
        try NetworkSite.with { (site: inout NetworkSite) throws in
            var route = NetworkRoute(to: try #require(Prefix("::/0")))
            route.gateway = IPAddress("2001:db8:5::2")
            route.metric = 0
            var wanted = Self.network("m1")
            wanted.interfaces[0].addresses.append(try #require(Prefix("2001:db8:5::1/64")))
            wanted.routes = [route]
            site.want(wanted)
            #expect(try site.apply() == [])
            #expect(try site.steps() == [])
        }
    }
}
