import Addresses
import Model
import Planning
import Testing

@Suite("Findings about balancers")
struct BalancerDiagnosisTests {
    private static let peer = MACAddress("02:00:00:00:00:02")
    private static let stranger = MACAddress("02:00:00:00:00:99")

    /// A node with one masq service, and its host.
    private static func site() throws -> (Spec, HostFacts) {
        let listen = Endpoint("10.0.0.100:80")
        let service = Service(
            name: "web", key: .listen(.tcp, listen), forwarding: .masq,
            servers: [
                RealServer(name: "web1", address: IPAddress("10.0.1.11"), port: 80)
            ])
        let virtual = VirtualAddress(
            address: Prefix("10.0.0.100/24"), interface: "eth0")
        let spec = Spec(
            cluster: Cluster(
                name: "c",
                nodes: [
                    Node(name: "lb1", address: IPAddress("10.0.0.21")),
                    Node(name: "lb2", address: IPAddress("10.0.0.22")),
                ]), virtualAddresses: [virtual], services: [service])
        var facts = HostFacts()
        let places = [("eth0", "10.0.0.21/24"), ("eth1", "10.0.1.1/24")]
        for (number, (name, address)) in places.enumerated() {
            facts.interfaces[name] = InterfaceFacts(
                name,
                hardwareAddress: MACAddress(bytes: [2, 0, 0, 0, UInt8(number), 1]),
                addresses: [.init(try #require(Prefix(address)))])
            for setting in ["rp_filter", "send_redirects"] {
                facts.settings["net/ipv4/conf/\(name)/\(setting)"] = 0
                facts.settings["net/ipv4/conf/all/\(setting)"] = 0
            }
            facts.settings["net/ipv4/conf/\(name)/forwarding"] = 1
        }
        facts.settings["net/ipv4/ip_forward"] = 1
        facts.balancing = HostFacts.Balancing(size: 4_096, connections: 100)
        facts.tracking = HostFacts.Tracking(count: 1_000, limit: 262_144)
        facts.routes[.toClients(.ipv4)] = RouteFacts(
            interface: "eth0", gateway: IPAddress("10.0.0.254"))
        facts.modules = ["ip_vs": .present, "ip_vs_wrr": .loadable]
        return (spec, facts)
    }

    private static func findings(_ spec: Spec, _ facts: HostFacts) -> [HostFinding] {
        var diagnosis = HostDiagnosis(facts)
        diagnosis.examine(spec)
        diagnosis.examineTracking()
        return diagnosis.findings
    }

    @Test("a balancer that is set up has no findings")
    func good() throws {
        let (spec, facts) = try Self.site()
        #expect(Self.findings(spec, facts) == [])
    }

    @Test("the questions are about the document: modules, routes, and addresses with their peers")
    func questions() throws {
        let (spec, facts) = try Self.site()
        let questions = spec.questions(at: facts, probes: true)
        #expect(questions.modules == ["ip_vs", "ip_vs_wrr"])
        #expect(
            questions.routes == [.toClients(.ipv4), .toClients(.ipv4, from: "10.0.0.100")])
        #expect(
            questions.probes == [
                "eth0": ["10.0.0.100", "10.0.0.22"]
            ])
        #expect(spec.questions(at: facts, probes: false).probes == [:])
    }

    @Test("a rule that sends the replies back the way of the packets leaves no finding")
    func symmetric() throws {
        var (spec, facts) = try Self.site()
        facts.settings["net/ipv4/conf/eth0/rp_filter"] = 1
        facts.routes[.toClients(.ipv4)]?.interface = "eth1"
        #expect(Self.findings(spec, facts).map(\.code) == [.senderFilter])
        facts.routes[.toClients(.ipv4, from: "10.0.0.100")] = RouteFacts(
            interface: "eth0", gateway: IPAddress("10.0.0.254"))
        #expect(Self.findings(spec, facts) == [])
        spec.services = []
        facts.routes[.toClients(.ipv4, from: "10.0.0.100")]?.interface = "eth1"
        facts.settings["net/ipv4/conf/eth0/rp_filter"] = 2
        #expect(Self.findings(spec, facts) == [], "nothing answers at the address")
    }

    /// A change to a host, and the finding that it leads to.
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let code: HostFinding.Code
        let command: String?
        let change: @Sendable (inout HostFacts) -> Void
        var testDescription: String { name }
    }

    @Test("each wrong setting is one finding, with the command that mends it", arguments: faults)
    func fault(_ fault: Fault) throws {
        var (spec, facts) = try Self.site()
        fault.change(&facts)
        let findings = Self.findings(spec, facts)
        #expect(findings.map(\.code) == [fault.code])
        #expect(findings.first?.commands.first == fault.command)
        // Another document makes no use of forwarding.
        spec.services[0].forwarding = .gate
        let isUnused = fault.code == .forwarding || fault.code == .asymmetricRoute
        #expect(Self.findings(spec, facts).isEmpty == isUnused)
    }

    static let faults: [Fault] = [
        Fault(
            name: "no forwarding", code: .forwarding, command: "sysctl -w net.ipv4.ip_forward=1"
        ) { $0.settings["net/ipv4/ip_forward"] = 0 },
        Fault(
            name: "no forwarding at the interface of the servers", code: .forwarding,
            command: "sysctl -w net.ipv4.conf.eth1.forwarding=1"
        ) { $0.settings["net/ipv4/conf/eth1/forwarding"] = 0 },
        Fault(
            name: "no scheduler", code: .kernelModule,
            command: "# install the package with the modules of this kernel: ip_vs_wrr"
        ) { $0.modules["ip_vs_wrr"] = .missing },
        Fault(
            name: "a container without IPVS", code: .kernelModule,
            command: "# load it in the host of this container: modprobe ip_vs"
        ) { facts in
            facts.modules = ["ip_vs": .unknown, "ip_vs_wrr": .unknown]
            facts.balancing = nil
        },
        Fault(
            name: "no interface", code: .missingInterface,
            command: "# correct virtualAddresses, or create the interface"
        ) { $0.interfaces["eth0"] = nil },
        Fault(
            name: "merged packets", code: .mergedPackets, command: "ethtool -K eth0 lro off"
        ) { $0.interfaces["eth0"]?.mergesPackets = true },
        Fault(
            name: "replies by another interface", code: .asymmetricRoute,
            command: "# if routers drop them: ip rule add from 10.0.0.100 table 100; "
                + "ip route add default via ADDRESS dev eth0 table 100"
        ) { $0.routes[.toClients(.ipv4)]?.interface = "eth1" },
        Fault(
            name: "strict rp_filter, and a rule for replies", code: .senderFilter,
            command: "sysctl -w net.ipv4.conf.eth0.rp_filter=2"
        ) { facts in
            facts.settings["net/ipv4/conf/eth0/rp_filter"] = 1
            facts.routes[.toClients(.ipv4, from: "10.0.0.100")] = RouteFacts(
                interface: "eth1", gateway: IPAddress("10.0.1.254"))
        },
        Fault(
            name: "strict rp_filter beside the default route", code: .senderFilter,
            command: "sysctl -w net.ipv4.conf.eth0.rp_filter=2"
        ) { facts in
            facts.settings["net/ipv4/conf/eth0/rp_filter"] = 1
            facts.routes[.toClients(.ipv4)]?.interface = "eth1"
        },
        Fault(
            name: "a table that is nearly full", code: .trackingTable,
            command: "sysctl -w net.netfilter.nf_conntrack_max=524288"
        ) { $0.tracking?.count = 230_000 },
        Fault(
            name: "an interface that is down", code: .silentInterface,
            command: "ip link set eth0 up"
        ) { $0.interfaces["eth0"]?.isUp = false },
        Fault(
            name: "an interface without a carrier", code: .silentInterface,
            command: "# connect it, or the interface behind it"
        ) { $0.interfaces["eth0"]?.hasCarrier = false },
        Fault(
            name: "a small table of connections", code: .connectionTable,
            command: "echo 'options ip_vs conn_tab_bits=16' >/etc/modprobe.d/90-ballast-ipvs.conf"
        ) { $0.balancing?.connections = 40_000 },
    ]

    @Test("a table that was full is noted, and mended by a larger limit")
    func formerlyFull() throws {
        var (_, facts) = try Self.site()
        facts.tracking?.drops = 3
        var diagnosis = HostDiagnosis(facts)
        diagnosis.examineTracking()
        #expect(diagnosis.findings == [])
        #expect(diagnosis.notes.first?.hasPrefix("3 packets were dropped") == true)
    }

    @Test("a full table is an error, a filled one a warning")
    func severity() throws {
        var (spec, facts) = try Self.site()
        facts.tracking = HostFacts.Tracking(count: 95, limit: 100)
        #expect(Self.findings(spec, facts).map(\.severity) == [.error])
        facts.tracking = HostFacts.Tracking(count: 94, limit: 100)
        #expect(Self.findings(spec, facts).map(\.severity) == [.warning])
        spec.services = []
        #expect(Self.findings(spec, facts).count == 1)
    }

    @Test("redirects are a finding where clients and masq servers have one interface")
    func redirects() throws {
        var (spec, facts) = try Self.site()
        facts.settings["net/ipv4/conf/eth0/send_redirects"] = 1
        #expect(Self.findings(spec, facts) == [])
        spec.services[0].servers[0].address = IPAddress("10.0.0.11")
        let findings = Self.findings(spec, facts)
        #expect(findings.map(\.code) == [.redirects])
        #expect(findings.first?.commands == ["sysctl -w net.ipv4.conf.eth0.send_redirects=0"])
        // Servers that answer to the balancer have no use for another route.
        var firewall = Firewall()
        firewall.masquerade = [
            Firewall.Masquerade(source: Prefix("0.0.0.0/0"), interface: "eth0")
        ]
        spec.firewall = firewall
        #expect(!Self.findings(spec, facts).contains { $0.code == .redirects })
    }

    /// Answers to probes, and whether they are a finding.
    struct Claims: Sendable, CustomTestStringConvertible {
        let name: String
        var isOwn = false
        var peer = false
        var stranger = false
        /// The address that the host knows of the stranger.
        var neighbour: String?
        /// Whether the peer's own address has answered.
        var knowsPeer = true
        var router = false
        let count: Int
        var testDescription: String { name }
    }

    @Test(
        "one peer may have an address; any other owner is a finding",
        arguments: [
            Claims(name: "no answer", count: 0),
            Claims(name: "the peer has it", peer: true, count: 0),
            Claims(name: "a virtual MAC address of VRRP has it", router: true, count: 0),
            Claims(name: "both have it", isOwn: true, peer: true, count: 1),
            Claims(name: "a stranger has it", stranger: true, count: 1),
            Claims(name: "the peer and a stranger have it", peer: true, stranger: true, count: 1),
            Claims(
                name: "a host that may be the peer has it", stranger: true, knowsPeer: false,
                count: 0),
            Claims(
                name: "a real server has it", stranger: true, neighbour: "10.0.1.11",
                knowsPeer: false, count: 1),
        ])
    func claims(_ claims: Claims) throws {
        var (spec, facts) = try Self.site()
        let address = IPAddress("10.0.0.100")
        let peer = try #require(Self.peer)
        let stranger = try #require(Self.stranger)
        let other = IPAddress("10.0.0.22")
        if claims.isOwn {
            facts.interfaces["eth0"]?.addresses.append(
                .init(Prefix("10.0.0.100/24")))
        }
        if claims.knowsPeer { facts.claims.insert(AddressClaim(other, at: "eth0", by: peer)) }
        if claims.peer { facts.claims.insert(AddressClaim(address, at: "eth0", by: peer)) }
        if claims.stranger { facts.claims.insert(AddressClaim(address, at: "eth0", by: stranger)) }
        if claims.router {
            let router = try #require(MACAddress("00:00:5e:00:01:33"))
            facts.claims.insert(AddressClaim(address, at: "eth0", by: router))
        }
        if let neighbour = claims.neighbour {
            facts.neighbours[stranger] = [try #require(IPAddress(neighbour))]
        }
        let findings = Self.findings(spec, facts)
        #expect(findings.map(\.code) == Array(repeating: .duplicateAddress, count: claims.count))
        if claims.neighbour != nil {
            #expect(findings.first?.problem.contains("web/web1") == true)
        }
        // Elsewhere another program moves the address.
        spec.virtualAddresses[0].isExternal = true
        if !claims.isOwn, claims.neighbour == nil {
            #expect(Self.findings(spec, facts) == [])
        }
    }

    @Test("an address of another network than the nodes' may be at any interface of the peer")
    func otherNetwork() throws {
        var (spec, facts) = try Self.site()
        let peer = try #require(Self.peer)
        let stranger = try #require(Self.stranger)
        spec.virtualAddresses.append(VirtualAddress(address: "10.7.0.1/24", interface: "eth1"))
        facts.claims = [
            AddressClaim(IPAddress("10.0.0.22"), at: "eth0", by: peer),
            AddressClaim(IPAddress("10.7.0.1"), at: "eth1", by: stranger),
        ]
        #expect(!Self.findings(spec, facts).contains { $0.code == .duplicateAddress })
    }

    @Test("of two masters the other node is named, and no address is to be removed")
    func twoMasters() throws {
        var (spec, facts) = try Self.site()
        spec.cluster?.failover = Failover()
        let peer = try #require(Self.peer)
        facts.interfaces["eth0"]?.addresses.append(.init(Prefix("10.0.0.100/24")))
        facts.claims = [
            AddressClaim(IPAddress("10.0.0.22"), at: "eth0", by: peer),
            AddressClaim(IPAddress("10.0.0.100"), at: "eth0", by: peer),
        ]
        let finding = try #require(
            Self.findings(spec, facts).first { $0.code == .duplicateAddress })
        #expect(finding.problem == "the node lb2 has 10.0.0.100 as well as this host")
        #expect(!finding.commands.contains { $0.contains("remove") })
        #expect(finding.commands.contains { $0.contains("protocol 112") })
    }

    @Test("roles follow from the nodes and the servers of the document")
    func roles() throws {
        var (spec, _) = try Self.site()
        func roles(_ address: String, _ host: String, named name: String? = nil) -> Set<HostRole> {
            spec.roles(
                at: Set([IPAddress(address)].compactMap { $0 }), named: name, hostName: host)
        }
        #expect(roles("10.9.9.9", "lb1.example.org") == [.balancer])
        #expect(roles("10.0.0.22", "other") == [.balancer])
        #expect(roles("10.0.1.11", "other") == [.realServer])
        #expect(roles("10.0.1.11", "lb2") == [.balancer, .realServer])
        #expect(roles("10.9.9.9", "other") == [])
        #expect(roles("10.9.9.9", "other", named: "lb1") == [.balancer])
        spec.cluster = nil
        #expect(roles("10.9.9.9", "other") == [.balancer])
        #expect(roles("10.0.1.11", "other") == [.realServer])
    }
}
