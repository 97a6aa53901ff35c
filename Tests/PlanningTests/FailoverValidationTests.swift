import Addresses
import Model
import Planning
import Testing

@Suite("Validation of failover")
struct FailoverValidationTests {
    private func findings(_ spec: Spec) -> [String] {
        validate(spec).map { "\($0.code.rawValue) \($0.severity.rawValue) \($0.path)" }
    }

    private static let failoverPath = "cluster.failover"

    /// A good document of two nodes.
    private static func spec(_ edit: (inout Failover, inout Spec) -> Void = { _, _ in }) -> Spec {
        var spec = Spec(
            cluster: Cluster(
                name: "shop",
                nodes: [
                    Node(name: "one", address: "10.0.0.21", priority: 150),
                    Node(name: "two", address: "10.0.0.22"),
                ]),
            virtualAddresses: [VirtualAddress(address: "10.0.0.100/24", interface: "eth0")])
        var failover = Failover()
        edit(&failover, &spec)
        spec.cluster?.failover = failover
        return spec
    }

    @Test("two nodes with failover need nothing else; without nodes there is no election")
    func nodes() {
        #expect(findings(Self.spec()) == [])
        #expect(findings(Self.spec { $1.cluster?.nodes.removeLast() }) == [])
        #expect(
            findings(Self.spec { $1.cluster?.nodes = [] })
                == ["BAL223 error \(Self.failoverPath)"])
    }

    @Test("equal priorities are an error even if no address moves")
    func priorities() {
        let spec = Self.spec { _, spec in
            spec.cluster?.nodes[1].priority = 150
            spec.virtualAddresses[0].isExternal = true
        }
        #expect(
            findings(spec) == [
                "BAL231 warning \(Self.failoverPath)",
                "BAL221 error cluster.nodes[1].priority",
            ])
    }

    @Test("nodes with one number are an error, and so are too many nodes")
    func numbers() {
        let same = Self.spec {
            $1.cluster?.nodes[0].name = "costarring"
            $1.cluster?.nodes[1].name = "liquid"
        }
        #expect(findings(same) == ["BAL232 error cluster.nodes[1].name"])
        let many = Self.spec { _, spec in
            spec.cluster?.nodes = (1...65).map { Node(name: "n\($0)", priority: UInt8($0)) }
        }
        #expect(findings(many) == ["BAL230 error cluster.nodes"])
    }

    @Test(
        "an interval fits the version",
        arguments: [
            (.three, 10, nil), (.three, 40_950, nil), (.three, 40_960, "BAL105"),
            (.three, 15, "BAL105"), (.three, 255_000, "BAL105"), (.two, 1_000, nil),
            (.two, 255_000, nil), (.two, 1_500, "BAL226"), (.two, 10, "BAL226"),
        ] as [(Failover.Version, Int, String?)])
    func intervals(version: Failover.Version, milliseconds: Int, code: String?) {
        let spec = Self.spec { failover, _ in
            failover.version = version
            failover.interval = .milliseconds(milliseconds)
        }
        let expected = code.map { "\($0) error \(Self.failoverPath).interval" }
        #expect(findings(spec) == [expected].compactMap(\.self))
    }

    @Test("version 2 has no IPv6, and version 3 no password")
    func versions() {
        let password = Self.spec { failover, _ in failover.password = Secret("x") }
        #expect(findings(password) == ["BAL226 error \(Self.failoverPath).password"])
        let file = Self.spec { failover, _ in
            failover.password = Secret(in: Secret.File(path: "x", limit: 8))
        }
        #expect(findings(file) == ["BAL226 error \(Self.failoverPath).passwordFile"])
        let old = Self.spec { failover, spec in
            failover.password = Secret("x")
            failover.version = .two
            spec.virtualAddresses.append(
                VirtualAddress(address: "2001:db8::1/64", interface: "eth0"))
        }
        #expect(findings(old) == ["BAL226 error \(Self.failoverPath).version"])
    }

    @Test("keys have different numbers, are at most eight, and belong to version 3")
    func keys() {
        func spec(_ ids: [UInt8], _ version: Failover.Version = .three) -> Spec {
            Self.spec { failover, _ in
                failover.version = version
                failover.authentication = FailoverAuthentication(
                    keys: ids.map { FailoverKey(id: $0, secret: Secret("x")) })
            }
        }
        let path = "\(Self.failoverPath).authentication"
        #expect(findings(spec(Array(1...8))) == [])
        #expect(findings(spec(Array(1...9))) == ["BAL230 error \(path).keys"])
        #expect(findings(spec([1, 2, 1])) == ["BAL234 error \(path).keys[2].id"])
        #expect(findings(spec([1], .two)) == ["BAL226 error \(path)"])
    }

    @Test("a virtual MAC address is on one interface for each family of a group")
    func virtualMAC() {
        func spec(_ interface: String, _ group: String? = nil) -> Spec {
            Self.spec { failover, spec in
                failover.hasVirtualMAC = true
                if group != nil {
                    failover.groups = [
                        FailoverGroup(name: "web", virtualRouterID: 51),
                        FailoverGroup(name: "mail", virtualRouterID: 52),
                    ]
                }
                spec.virtualAddresses += [
                    VirtualAddress(address: "10.0.1.100/24", interface: interface, group: group),
                    VirtualAddress(address: "2001:db8::1/64", interface: "eth2"),
                ]
            }
        }
        #expect(findings(spec("eth0")) == [])
        #expect(findings(spec("eth1")) == ["BAL235 error \(Self.failoverPath).virtualMac"])
        #expect(findings(spec("eth1", "mail")) == [])
    }

    @Test("a link is there once, and a serial line has two ends")
    func links() {
        let spec = Self.spec { failover, spec in
            failover.links = [
                .interface("eth0"), .interface("eth0", unicast: true),
                .serial(device: "/dev/ttyS0", speed: 9600),
                .serial(device: "/dev/ttyS0", speed: 19_200),
            ]
            spec.cluster?.nodes.append(Node(name: "three", address: "10.0.0.23", priority: 90))
        }
        #expect(
            findings(spec) == [
                "BAL227 error \(Self.failoverPath).links[1]",
                "BAL227 error \(Self.failoverPath).links[3]",
                "BAL227 error \(Self.failoverPath).links[2].serial",
            ])
    }

    @Test("the loopback interface joins no nodes; beside another one its addresses move too")
    func loopback() {
        let alone = Self.spec { $1.virtualAddresses[0].interface = "lo" }
        #expect(findings(alone) == ["BAL227 error \(Self.failoverPath)"])
        let named = Self.spec { failover, _ in
            failover.links = [.interface("eth0"), .interface("lo")]
        }
        #expect(findings(named) == ["BAL227 error \(Self.failoverPath).links[1]"])
        let both = Self.spec { _, spec in
            spec.virtualAddresses.append(VirtualAddress(address: "10.9.0.1/32", interface: "lo"))
        }
        #expect(findings(both) == [])
        #expect(both.failoverLinks == [.interface("eth0")])
        let linked = Self.spec { failover, spec in
            spec.virtualAddresses[0].interface = "lo"
            failover.links = [.interface("eth0")]
        }
        #expect(findings(linked) == [])
    }

    @Test("addresses that take longer to add than the other nodes wait are a warning")
    func timeOfAdding() {
        func spec(_ count: Int, _ milliseconds: Int) -> Spec {
            Self.spec { failover, spec in
                failover.interval = .milliseconds(milliseconds)
                spec.virtualAddresses = (0..<count).map { number in
                    let host = IPAddress.v4(IPv4Address(rawValue: 0x0a00_1000 + UInt32(number)))
                    return VirtualAddress(address: Prefix(host: host), interface: "eth0")
                }
            }
        }
        #expect(findings(spec(2000, 20)) == ["BAL230 warning \(Self.failoverPath).interval"])
        #expect(findings(spec(2000, 200)) == [])
        #expect(findings(spec(500, 10)) == [])
    }

    @Test(
        "the usual interval is 200 ms, or 1 s where that fits neither version nor serial line",
        arguments: [
            (.three, nil, 1, 200), (.two, nil, 1, 1000), (.three, 19_200, 1, 200),
            (.three, 19_200, 2, 200), (.three, 19_200, 3, 1000), (.three, 9600, 1, 200),
            (.three, 4800, 1, 1000),
        ] as [(Failover.Version, Int?, Int, Int)])
    func usualInterval(version: Failover.Version, speed: Int?, groups: Int, milliseconds: Int) {
        var failover = Failover()
        failover.version = version
        failover.links = [.interface("eth0")]
        if let speed { failover.links.append(.serial(device: "/dev/ttyS0", speed: speed)) }
        failover.groups = (1...groups).map {
            FailoverGroup(name: "g\($0)", virtualRouterID: UInt8($0))
        }
        failover.groups.append(FailoverGroup(name: "s", virtualRouterID: 99, companion: "g1"))
        #expect(failover.effectiveInterval == .milliseconds(milliseconds))
        failover.interval = .seconds(3)
        #expect(failover.effectiveInterval == .seconds(3))
    }

    @Test("a serial line that is too slow for the reports is a warning")
    func serialLoad() {
        func spec(_ speed: Int, _ interval: Duration?) -> Spec {
            Self.spec { failover, _ in
                failover.interval = interval
                failover.links = [.interface("eth0"), .serial(device: "/dev/ttyS0", speed: speed)]
            }
        }
        let warning = "BAL227 warning \(Self.failoverPath).links[1].serial"
        #expect(findings(spec(1200, nil)) == [])
        #expect(findings(spec(1200, .milliseconds(200))) == [warning])
        #expect(findings(spec(19_200, .milliseconds(50))) == [warning])
        #expect(findings(spec(19_200, .milliseconds(100))) == [])
        for (speed, interval) in [(0, Duration.seconds(1)), (9600, .zero)] {
            let links: [FailoverLink] = [.serial(device: "/dev/ttyS0", speed: speed)]
            #expect(Failover(links: links).serialLoad(at: interval) == 0)
        }
    }

    @Test("unicast needs the address of every node, of one family")
    func unicast() {
        func spec(_ addresses: [IPAddress?]) -> Spec {
            Self.spec { failover, spec in
                failover.links = [.interface("eth0", unicast: true)]
                for (index, address) in addresses.enumerated() {
                    spec.cluster?.nodes[index].address = address
                }
            }
        }
        #expect(findings(spec(["10.0.0.21", "10.0.0.22"])) == [])
        #expect(findings(spec(["10.0.0.21", nil])) == ["BAL223 error cluster.nodes[1]"])
        #expect(
            findings(spec(["10.0.0.21", "2001:db8::2"]))
                == ["BAL223 error \(Self.failoverPath).links[0].unicast"])
        var other = spec(["2001:db8::1", "2001:db8::2"])
        #expect(findings(other) == ["BAL227 error \(Self.failoverPath).links[0].unicast"])
        var dual = other
        other.cluster?.failover?.links.append(.serial(device: "/dev/ttyS0", speed: 9600))
        #expect(findings(other) == [])
        // The packets of the group are those of its address in the family of the nodes.
        dual.virtualAddresses.append(
            VirtualAddress(address: Prefix(host: "2001:db8::100"), interface: "eth0"))
        #expect(findings(dual) == [])
        dual.cluster?.failover?.groups = [
            .init(name: "four", virtualRouterID: 51), .init(name: "six", virtualRouterID: 52),
        ]
        dual.virtualAddresses[dual.virtualAddresses.count - 1].group = "six"
        #expect(findings(dual) == ["BAL227 error \(Self.failoverPath).links[0].unicast"])
        dual.cluster?.failover?.groups[1].companion = "four"
        #expect(findings(dual) == [])
    }

    @Test("limits of the election process")
    func limits() {
        let links = Self.spec { failover, _ in
            failover.links = (1...17).map { .interface("eth\($0)") }
        }
        #expect(findings(links) == ["BAL230 error \(Self.failoverPath).links"])
        let interfaces = Self.spec { _, spec in
            spec.virtualAddresses = (1...17).map {
                VirtualAddress(
                    address: Prefix(host: .v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32($0)))),
                    interface: "eth\($0)")
            }
        }
        #expect(findings(interfaces) == ["BAL230 error \(Self.failoverPath)"])
        let peers = Self.spec { failover, spec in
            failover.links = [.interface("eth0", unicast: true)]
            spec.cluster?.nodes = (1...17).map {
                Node(
                    name: "n\($0)", address: .v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32($0))),
                    priority: UInt8($0))
            }
        }
        #expect(findings(peers) == ["BAL230 error \(Self.failoverPath).links[0].unicast"])
        let addresses = Self.spec { _, spec in
            spec.virtualAddresses = (1...2049).map {
                VirtualAddress(
                    address: Prefix(host: .v4(IPv4Address(rawValue: 0x0a00_0100 + UInt32($0)))),
                    interface: "eth0")
            }
        }
        #expect(findings(addresses) == ["BAL230 error virtualAddresses"])
        let rest = Self.spec { failover, _ in
            failover.gateways = (1...17).map {
                .v4(IPv4Address(rawValue: 0x0a00_0000 + UInt32($0)))
            }
            failover.tracks = (1...65).map {
                FailoverTrack(name: "t\($0)", condition: .process("p\($0)"))
            }
        }
        #expect(
            findings(rest) == [
                "BAL230 error \(Self.failoverPath).gateways",
                "BAL230 error \(Self.failoverPath).track",
            ])
    }

    @Test("a gateway is another host, and counts once")
    func gateways() {
        let spec = Self.spec { failover, _ in
            failover.gateways = [
                "10.0.0.254", "10.0.0.100", "10.0.0.22", "224.0.0.1", "10.0.0.254", "10.0.0.253",
            ]
        }
        #expect(
            findings(spec) == (1...4).map { "BAL229 error \(Self.failoverPath).gateways[\($0)]" })
    }
}
