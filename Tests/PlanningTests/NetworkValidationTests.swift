import Addresses
import Model
import Planning
import Testing

/// Networks that the kernel refuses, or with which packets are lost.
@Suite("Validation of a node's network")
struct NetworkValidationTests {
    /// A document and its findings, each with code, severity and the end of the path.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var network: NodeNetwork
        var virtual: [VirtualAddress] = []
        var hasFailover = false
        let findings: [String]
    }

    private static func bond(
        _ members: [String], mtu: Int? = nil, _ options: [BondOption: Int] = [:]
    ) -> NetworkInterface {
        NetworkInterface(
            name: "bond0", mtu: mtu,
            kind: .bond(BondSettings(mode: .activeBackup, members: members, options: options)))
    }

    private static func bridge(_ name: String, _ members: [String], mtu: Int? = nil)
        -> NetworkInterface
    {
        NetworkInterface(
            name: name, mtu: mtu, kind: .bridge(members: members, spanningTree: false))
    }

    private static func vlan(
        _ name: String, of parent: String, id: UInt16 = 2, _ addresses: [Prefix] = [],
        mtu: Int? = nil
    ) -> NetworkInterface {
        NetworkInterface(
            name: name, addresses: addresses, mtu: mtu,
            kind: .vlan(VLANSettings(id: id, parent: parent)))
    }

    private static func eth0(_ gateways: [IPAddress] = [], mtu: Int? = nil) -> NetworkInterface {
        NetworkInterface(name: "eth0", addresses: ["10.0.0.21/24"], gateways: gateways, mtu: mtu)
    }

    private static func route(_ edit: (inout NetworkRoute) -> Void) -> NodeNetwork {
        var route = NetworkRoute(to: "10.9.0.0/16")
        route.gateway = "10.0.0.254"
        edit(&route)
        return NodeNetwork(interfaces: [eth0()], routes: [route])
    }

    private static func example(
        _ words: String, _ interfaces: [NetworkInterface], virtual: [VirtualAddress] = [],
        _ findings: String...
    ) -> Case {
        Case(
            testDescription: words, network: NodeNetwork(interfaces: interfaces), virtual: virtual,
            findings: findings)
    }

    private static let links: [Case] = [
        example(
            "a VLAN twice",
            [vlan("v1", of: "eth0"), vlan("v2", of: "eth0"), vlan("v3", of: "eth1")],
            "BAL273 error interfaces[1].vlan.id"),
        example(
            "a bridge in a bridge", [bridge("br0", ["eth0"]), bridge("br1", ["br0"])],
            "BAL273 error interfaces[1].bridge.members"),
        example("a bond in a bridge", [bond(["eth0"]), bridge("br1", ["bond0"])]),
        example(
            "lo as a member", [bridge("br0", ["lo"])], "BAL273 error interfaces[0].bridge.members"),
        example(
            "a VLAN of lo", [vlan("v1", of: "lo")], "BAL273 error interfaces[0].vlan.parent"),
        example(
            "a VLAN of a member", [bond(["eth0", "eth1"]), vlan("eth0.2", of: "eth0")],
            "BAL273 error interfaces[1].vlan.parent"),
        example(
            "minLinks", [bond(["eth0", "eth1"], [.minLinks: 3])],
            "BAL275 error interfaces[0].bond.minLinks"),
        example("all", [NetworkInterface(name: "all")], "BAL273 error interfaces[0].name"),
        example("a number", [NetworkInterface(name: "eth%d")], "BAL273 error interfaces[0].name"),
        example(
            "a large VLAN", [bond(["eth0"], mtu: 1_500), vlan("v", of: "bond0", mtu: 9_000)],
            "BAL276 error interfaces[1].mtu"),
        example(
            "a large VLAN of an unknown MTU", [vlan("v", of: "eth1", mtu: 9_000)],
            "BAL276 warning interfaces[0].mtu"),
        example(
            "the kernel's list of bonds", [NetworkInterface(name: "bonding_masters")],
            "BAL273 error interfaces[0].name"),
        example(
            "the second name of another",
            [
                bridge("b0", ["eth1"]), NetworkInterface(name: "ballast-b0"),
                NetworkInterface(name: "eth2"), NetworkInterface(name: "ballast-eth2"),
            ], "BAL273 error interfaces[1].name"),
        example(
            "a large VLAN of a VLAN",
            [
                bond(["eth0"], mtu: 1_500), vlan("v", of: "bond0"), vlan("w", of: "v", mtu: 9_000),
            ], "BAL276 error interfaces[2].mtu"),
        example(
            "IPv6 on a VLAN of a small bond",
            [bond(["eth0"], mtu: 1_000), vlan("v", of: "bond0", ["2001:db8::21/64"])],
            "BAL276 error interfaces[1].mtu"),
        example(
            "a virtual IPv6 address", [eth0(mtu: 1_000)],
            virtual: [VirtualAddress(address: "2001:db8::100/64", interface: "eth0")],
            "BAL276 error interfaces[0].mtu"),
        example(
            "a small member of a bond",
            [bond(["eth1"], mtu: 9_000), NetworkInterface(name: "eth1", mtu: 1_500)],
            "BAL276 error interfaces[1].mtu"),
        example(
            "a small member of a bridge",
            [bridge("br0", ["eth1"], mtu: 9_000), NetworkInterface(name: "eth1", mtu: 1_500)],
            "BAL276 error interfaces[1].mtu"),
        example(
            "a large member of a bridge",
            [bridge("br0", ["eth1"], mtu: 1_500), NetworkInterface(name: "eth1", mtu: 9_000)]),
        example(
            "a loopback address",
            [
                NetworkInterface(name: "eth0", addresses: ["127.0.0.5/8"]),
                NetworkInterface(name: "lo", addresses: ["127.0.0.6/8"]),
            ], "BAL276 error interfaces[0].addresses[0]"),
    ]

    private static let ways: [Case] = [
        example("the own address", [eth0(["10.0.0.21"])], "BAL277 error interfaces[0].gateway"),
        example(
            "a broadcast address", [eth0(["10.0.0.255"])], "BAL277 error interfaces[0].gateway"),
        example(
            "a virtual address", [eth0(["10.0.0.100"])],
            virtual: [VirtualAddress(address: "10.0.0.100/24", interface: "eth0")],
            "BAL277 error interfaces[0].gateway"),
        example("a router", [eth0(["10.0.0.254"])]),
        example(
            "a virtual address on a member", [bond(["eth1", "eth2"])],
            virtual: [VirtualAddress(address: "10.0.0.100/24", interface: "eth1")],
            "BAL276 error virtualAddresses[0].interface"),
        Case(
            testDescription: "via the own address", network: route { $0.gateway = "10.0.0.21" },
            findings: ["BAL277 error routes[0].via"]),
        Case(
            testDescription: "via another network", network: route { $0.gateway = "10.7.0.254" },
            findings: ["BAL277 warning routes[0].via"]),
        Case(
            testDescription: "via another network, on link",
            network: route {
                $0.gateway = "10.7.0.254"
                $0.interface = "eth0"
                $0.isOnLink = true
            }, findings: []),
        Case(
            testDescription: "via a neighbour by a route",
            network: {
                var network = route { $0.gateway = "10.7.0.254" }
                var near = NetworkRoute(to: "10.7.0.254/32")
                near.interface = "eth0"
                network.routes.append(near)
                return network
            }(), findings: []),
        Case(
            testDescription: "a link-local router without an interface",
            network: route {
                $0.destination = "2001:db8:9::/48"
                $0.gateway = "fe80::1"
            }, findings: ["BAL277 error routes[0].via"]),
        Case(
            testDescription: "a source that nobody has", network: route { $0.source = "10.0.0.99" },
            findings: ["BAL277 warning routes[0].source"]),
        Case(
            testDescription: "the own source", network: route { $0.source = "10.0.0.21" },
            findings: []),
        Case(
            testDescription: "a virtual source", network: route { $0.source = "10.0.0.100" },
            virtual: [VirtualAddress(address: "10.0.0.100/24", interface: "eth0")], findings: []),
        Case(
            testDescription: "a virtual source that moves",
            network: route { $0.source = "10.0.0.100" },
            virtual: [VirtualAddress(address: "10.0.0.100/24", interface: "eth0")],
            hasFailover: true, findings: ["BAL277 warning routes[0].source"]),
        Case(
            testDescription: "the interface of a member",
            network: {
                var network = route {
                    $0.gateway = nil
                    $0.interface = "eth1"
                }
                network.interfaces.append(bond(["eth1", "eth2"]))
                return network
            }(), findings: ["BAL277 error routes[0].interface"]),
    ]

    @Test("each finding is at its key", arguments: links + ways)
    func findings(_ example: Case) {
        var cluster = Cluster(
            name: "shop",
            nodes: [
                Node(name: "one", address: "10.0.1.1", priority: 150, network: example.network),
                Node(name: "two", address: "10.0.1.2"),
            ])
        cluster.failover = example.hasFailover ? Failover() : nil
        let spec = Spec(cluster: cluster, virtualAddresses: example.virtual)
        let codes: Set<DiagnosticCode> = [
            .networkInterface, .networkAddress, .networkRoute, .bondOption,
        ]
        let found = validate(spec).filter { codes.contains($0.code) }
        #expect(
            found.map { finding in
                let path = "\(finding.path)"
                let start = "cluster.nodes[0].network."
                return "\(finding.code.rawValue) \(finding.severity.rawValue) "
                    + (path.hasPrefix(start) ? path.dropFirst(start.count) : path[...])
            } == example.findings)
        #expect(found.allSatisfy { $0.hint != nil })
    }
}
