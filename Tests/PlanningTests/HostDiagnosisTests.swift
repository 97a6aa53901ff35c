import Addresses
import Model
import Planning
import Testing

@Suite("Findings about real servers")
struct HostDiagnosisTests {
    /// A real server of a service, set up as its forwarding needs.
    private static func host(_ forwarding: Forwarding) throws -> (HostFacts, RealServerDuty) {
        let own = IPAddress("10.0.0.11")
        let virtual = IPAddress("10.0.0.100")
        let gateway = IPAddress("10.0.0.254")
        let eth0 = InterfaceFacts(
            "eth0", addresses: [.init(Prefix("10.0.0.11/24"))])
        let lo = InterfaceFacts("lo", answers: false, addresses: [.init(Prefix(host: virtual))])
        let device = InterfaceFacts("tunl0", kind: "ipip", answers: false, mtu: 1_480)
        var facts = HostFacts()
        for interface in [eth0, lo, device] { facts.interfaces[interface.name] = interface }
        for name in ["all", "eth0", "lo", "tunl0"] {
            for setting in ["arp_ignore", "arp_announce", "rp_filter"] {
                facts.settings["net/ipv4/conf/\(name)/\(setting)"] = 0
            }
        }
        facts.settings["net/ipv4/conf/all/arp_ignore"] = 1
        facts.settings["net/ipv4/conf/all/arp_announce"] = 2
        let place = Endpoint(.v4(IPv4Address(rawValue: 0)), port: 80)
        facts.listeners = [.tcp: [place], .udp: []]
        for question in [
            RouteQuestion.toClients(.ipv4), .toClients(.ipv4, from: virtual),
            .toClients(.ipv4, from: own),
        ] {
            facts.routes[question] = RouteFacts(
                interface: "eth0", gateway: gateway, segment: 1_440)
        }
        var duty = RealServerDuty(
            service: "web", server: "web1", address: own, forwarding: forwarding,
            virtual: [virtual])
        duty.places = [.init(.tcp, Endpoint(forwarding == .masq ? own : virtual, port: 80))]
        duty.gateways = [gateway]
        return (facts, duty)
    }

    private static func findings(
        _ facts: HostFacts, _ duty: RealServerDuty, isBalancer: Bool = false
    ) -> [HostFinding] {
        var diagnosis = HostDiagnosis(facts)
        diagnosis.examine(duty, isBalancer: isBalancer)
        return diagnosis.findings
    }

    @Test(
        "a real server that is set up has no findings",
        arguments: [Forwarding.gate, .masq, .ipip])
    func good(_ forwarding: Forwarding) throws {
        let (facts, duty) = try Self.host(forwarding)
        #expect(Self.findings(facts, duty) == [])
    }

    /// A change to a host, and the finding that it leads to.
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        var forwarding = Forwarding.gate
        let code: HostFinding.Code
        let commands: [String]
        let change: @Sendable (inout HostFacts) -> Void
        var testDescription: String { name }
    }

    @Test("each wrong setting is one finding, with the commands that mend it", arguments: faults)
    func fault(_ fault: Fault) throws {
        var (facts, duty) = try Self.host(fault.forwarding)
        fault.change(&facts)
        let findings = Self.findings(facts, duty)
        #expect(findings.map(\.code) == [fault.code])
        #expect(findings.first?.commands == fault.commands)
        #expect(findings.first?.services == ["web"])
        duty.server = nil
        #expect(Self.findings(facts, duty).first?.services == [])
    }

    static let faults: [Fault] = [
        Fault(
            name: "arp_ignore 0", code: .arpIgnore,
            commands: ["sysctl -w net.ipv4.conf.all.arp_ignore=1"]
        ) { $0.settings["net/ipv4/conf/all/arp_ignore"] = 0 },
        Fault(
            name: "arp_ignore 3 of the interface", code: .arpIgnore,
            commands: [
                "sysctl -w net.ipv4.conf.all.arp_ignore=1",
                "sysctl -w net.ipv4.conf.eth0.arp_ignore=1",
            ]
        ) { $0.settings["net/ipv4/conf/eth0/arp_ignore"] = 3 },
        Fault(
            name: "arp_announce 1", code: .arpAnnounce,
            commands: ["sysctl -w net.ipv4.conf.all.arp_announce=2"]
        ) { $0.settings["net/ipv4/conf/all/arp_announce"] = 1 },
        Fault(
            name: "no virtual address", code: .missingAddress,
            commands: ["ip addr add 10.0.0.100/32 dev lo"]
        ) { $0.interfaces["lo"]?.addresses = [] },
        Fault(
            name: "a network on lo", code: .addressPrefix,
            commands: [
                "ip addr del 10.0.0.100/24 dev lo", "ip addr add 10.0.0.100/32 dev lo",
            ]
        ) { facts in
            facts.interfaces["lo"]?.addresses = [.init("10.0.0.100/24")]
        },
        Fault(
            name: "the virtual address on eth0 too", code: .misplacedAddress,
            commands: [
                "sysctl -w net.ipv4.conf.eth0.promote_secondaries=1",
                "ip addr del 10.0.0.100/24 dev eth0",
            ]
        ) { facts in
            facts.interfaces["eth0"]?.addresses.append(.init("10.0.0.100/24"))
        },
        Fault(
            name: "an address that is not usable", code: .unusableAddress,
            commands: [
                "ip addr del 10.0.0.100/32 dev lo", "ip addr add 10.0.0.100/32 dev lo",
            ]
        ) { $0.interfaces["lo"]?.addresses[0].isUnusable = true },
        Fault(
            name: "a program at its own address only", code: .notListening,
            commands: [
                "# let the program listen on 10.0.0.100:80, or on every address of port 80"
            ]
        ) { $0.listeners[.tcp] = ["10.0.0.11:80"] },
        Fault(
            name: "strict rp_filter where no replies leave", code: .senderFilter,
            commands: ["sysctl -w net.ipv4.conf.eth0.rp_filter=2"]
        ) { facts in
            facts.settings["net/ipv4/conf/eth0/rp_filter"] = 1
            for question in facts.routes.keys { facts.routes[question]?.interface = "tunl0" }
        },
        Fault(
            name: "another gateway", forwarding: .masq, code: .defaultRoute,
            commands: ["ip route replace default via 10.0.0.254"]
        ) { facts in
            for question in facts.routes.keys {
                facts.routes[question]?.gateway = IPAddress("10.0.0.1")
            }
        },
        Fault(
            name: "no route", forwarding: .masq, code: .defaultRoute,
            commands: ["ip route replace default via 10.0.0.254"]
        ) { $0.routes = [:] },
        Fault(
            name: "a rule to another table", forwarding: .masq, code: .defaultRoute,
            commands: ["ip route replace default via 10.0.0.254 table 7"]
        ) { facts in
            for question in facts.routes.keys { facts.routes[question]?.table = 254 }
            facts.routes[.toClients(.ipv4, from: "10.0.0.11")] = RouteFacts(
                interface: "eth0", gateway: "10.0.0.1")
            facts.routes[.toClients(.ipv4, from: "10.0.0.11")]?.table = 7
        },
        Fault(
            name: "no route of a server that answers itself", code: .defaultRoute,
            commands: ["# give it a router: ip route add default via ADDRESS"]
        ) { $0.routes = [:] },
        Fault(
            name: "a tunnel for another sender beside tunl0, which is down", forwarding: .ipip,
            code: .tunnelDevice, commands: ["ip link set tunl0 up"]
        ) { facts in
            facts.interfaces["tunl0"]?.isUp = false
            facts.interfaces["t1"] = InterfaceFacts("t1", kind: "ipip", answers: false)
            facts.interfaces["t1"]?.tunnel = TunnelEnds(
                local: "10.0.0.11", remote: "203.0.113.9")
        },
        Fault(
            name: "a tunnel device that is down", forwarding: .ipip, code: .tunnelDevice,
            commands: ["ip link set tunl0 up"]
        ) { $0.interfaces["tunl0"]?.isUp = false },
        Fault(
            name: "no tunnel device", forwarding: .ipip, code: .tunnelDevice,
            commands: [
                "modprobe ipip",
                "ip link show dev tunl0 >/dev/null 2>&1 || "
                    + "ip link add tunl0 type ipip local 10.0.0.11", "ip link set tunl0 up",
            ]
        ) { $0.interfaces["tunl0"] = nil },
        Fault(
            name: "strict rp_filter on the tunnel", forwarding: .ipip, code: .senderFilter,
            commands: ["sysctl -w net.ipv4.conf.tunl0.rp_filter=2"]
        ) { $0.settings["net/ipv4/conf/tunl0/rp_filter"] = 1 },
        Fault(
            name: "segments that do not fit", forwarding: .ipip, code: .tunnelSegment,
            commands: [
                "ip route change $(ip route show default | awk -v s=1440 "
                    + "'/^default/ && n++ { exit } { for (i = 1; i <= NF; i++) {"
                    + " if ($i ~ /^(advmss|expires)$/) { i++; continue }"
                    + " if ($i ~ /^(linkdown|dead|pervasive|unresolved|(rt_)?"
                    + "(offload|trap)(_failed)?)$/) continue; if ($i == \"nexthop\" && !m++)"
                    + " o = o \" advmss \" s; o = o \" \" $i } }"
                    + " END { if (o) print o (m ? \"\" : \" advmss \" s) }')"
            ]
        ) { facts in
            for question in facts.routes.keys { facts.routes[question]?.segment = nil }
        },
    ]

    @Test("a tunnel counts if its ends are this host and a load balancer")
    func tunnelEnds() throws {
        var (facts, duty) = try Self.host(.ipip)
        let ends: [(TunnelEnds, [IPAddress], HostFinding.Severity?)] = [
            (TunnelEnds(local: "10.0.0.11"), [], nil),
            (TunnelEnds(local: "10.0.0.12"), [], .error),
            (TunnelEnds(remote: "10.0.0.21"), [], .warning),
            (TunnelEnds(remote: "10.0.0.21"), ["10.0.0.21"], nil),
            (TunnelEnds(remote: "10.0.0.9"), ["10.0.0.21"], .error),
        ]
        for (end, balancers, severity) in ends {
            facts.interfaces["tunl0"]?.tunnel = end
            duty.balancers = balancers
            #expect(Self.findings(facts, duty).map(\.severity) == [severity].compactMap { $0 })
        }
    }

    @Test("the settings of a device that is down or missing are found with it")
    func tunnelOnce() throws {
        var (facts, duty) = try Self.host(.ipip)
        facts.settings["net/ipv4/conf/tunl0/rp_filter"] = 1
        facts.interfaces["tunl0"]?.isUp = false
        #expect(Self.findings(facts, duty).map(\.code) == [.tunnelDevice, .senderFilter])
        facts.interfaces["tunl0"] = nil
        facts.settings["net/ipv4/conf/tunl0/rp_filter"] = nil
        facts.settings["net/ipv4/conf/default/rp_filter"] = 1
        #expect(Self.findings(facts, duty).map(\.code) == [.tunnelDevice, .senderFilter])
    }

    @Test("without a document packets arrive at the interface in the network of the address")
    func arrival() throws {
        var (facts, duty) = try Self.host(.gate)
        (duty.address, duty.server, duty.places) = (nil, nil, [])
        facts.interfaces["eth1"] = InterfaceFacts("eth1", addresses: [.init("10.9.0.2/24")])
        facts.settings["net/ipv4/conf/eth0/rp_filter"] = 1
        for question in facts.routes.keys { facts.routes[question]?.interface = "eth1" }
        #expect(Self.findings(facts, duty).map(\.code) == [.senderFilter])
    }

    @Test("an address by a local route is there; arp_ignore 3 is silent about scope host")
    func sound() throws {
        var (facts, duty) = try Self.host(.gate)
        facts.settings["net/ipv4/conf/all/arp_ignore"] = 3
        #expect(Self.findings(facts, duty).map(\.code) == [.arpIgnore])
        facts.interfaces["lo"]?.addresses[0].isOfHost = true
        #expect(Self.findings(facts, duty) == [])
        facts.interfaces["lo"]?.addresses = []
        #expect(Self.findings(facts, duty).map(\.code) == [.missingAddress])
        facts.routes[RouteQuestion(to: "10.0.0.100")] = RouteFacts(interface: "lo")
        facts.routes[RouteQuestion(to: "10.0.0.100")]?.isLocal = true
        #expect(Self.findings(facts, duty) == [])
    }

    @Test("a standby is a real server of the master until it has the address itself")
    func standby() throws {
        var (facts, duty) = try Self.host(.gate)
        facts.settings["net/ipv4/conf/all/arp_ignore"] = 0
        func codes() -> [HostFinding.Code] {
            var diagnosis = HostDiagnosis(facts)
            diagnosis.examine(duty, isBalancer: true, hasFailover: true)
            return diagnosis.findings.map(\.code)
        }
        #expect(codes() == [.arpIgnore])
        facts.interfaces["lo"]?.addresses = []
        #expect(codes() == [.arpIgnore, .missingAddress])
        facts.interfaces["eth0"]?.addresses.append(.init("10.0.0.100/24"))
        #expect(codes() == [])
    }

    @Test("a later file of settings is mended too")
    func laterFiles() throws {
        var (facts, duty) = try Self.host(.gate)
        facts.settings["net/ipv4/conf/all/arp_ignore"] = 0
        let path = "net/ipv4/conf/all/arp_ignore"
        facts.laterSettings = [
            SettingLine(
                file: "/etc/sysctl.conf", name: "net.ipv4.conf.all.arp_ignore", path: path,
                value: "0"),
            SettingLine(file: "/etc/other", name: path, path: path, value: "1"),
        ]
        #expect(
            Self.findings(facts, duty).first?.lasting == [
                "sed -i 's/^[[:space:]]*-\\{0,1\\}net\\.ipv4\\.conf\\.all\\.arp_ignore"
                    + "[[:space:]]*=/# &/' /etc/sysctl.conf",
                "echo 'net.ipv4.conf.all.arp_ignore = 1' >>/etc/sysctl.d/zz-ballast.conf",
            ])
    }

    @Test("large packets in the network of the servers leave room for the tunnel")
    func largePackets() throws {
        var (facts, duty) = try Self.host(.ipip)
        for question in facts.routes.keys { facts.routes[question]?.segment = nil }
        facts.interfaces["eth0"]?.mtu = 1_520
        #expect(Self.findings(facts, duty) == [])
        duty.forwarding = .gre(checksum: .checksum)
        facts.interfaces["gre0"] = InterfaceFacts("gre0", kind: "gre", answers: false)
        #expect(Self.findings(facts, duty).map(\.code) == [.tunnelSegment])
    }

    @Test("a gue server needs a socket of the kernel, found among those of UDP")
    func encapsulation() throws {
        var (facts, duty) = try Self.host(.gue(port: 6_080, checksum: .none))
        duty.hasSegments = false
        let findings = Self.findings(facts, duty)
        #expect(findings.map(\.code) == [.tunnelPort])
        #expect(findings.first?.commands == ["modprobe fou", "ip fou add port 6080 gue"])
        facts.listeners[.udp] = [Endpoint(.v4(IPv4Address(rawValue: 0)), port: 6_080)]
        #expect(Self.findings(facts, duty) == [])
    }

    @Test("a socket of :: accepts IPv4; one of 0.0.0.0 does not accept IPv6")
    func families() throws {
        var (facts, duty) = try Self.host(.gate)
        let six = Endpoint(.v6(IPv6Address(high: 0, low: 0)), port: 80)
        let four = facts.listeners[.tcp] ?? []
        facts.listeners[.tcp] = [six]
        #expect(Self.findings(facts, duty) == [])
        facts.listeners[.tcp] = four
        duty.places = [.init(.tcp, Endpoint("[2001:db8::100]:80"))]
        #expect(Self.findings(facts, duty).map(\.code) == [.notListening])
    }

    @Test("a link-local gateway of a masq server is a warning, another one an error")
    func linkLocal() throws {
        var (facts, duty) = try Self.host(.masq)
        duty.address = "2001:db8::11"
        duty.gateways = ["2001:db8::1"]
        duty.places = []
        for (gateway, severity) in [
            ("fe80::1", HostFinding.Severity.warning), ("2001:db8::2", .error),
        ] {
            facts.routes = [
                .toClients(.ipv6, from: "2001:db8::11"): RouteFacts(
                    interface: "eth0", gateway: IPAddress(gateway))
            ]
            #expect(Self.findings(facts, duty).map(\.severity) == [severity])
        }
        duty.isTranslated = true
        #expect(Self.findings(facts, duty) == [])
    }

    @Test("the same finding of several services is one")
    func merged() throws {
        var (facts, duty) = try Self.host(.gate)
        facts.settings["net/ipv4/conf/all/arp_ignore"] = 0
        var diagnosis = HostDiagnosis(facts)
        diagnosis.examine(duty)
        duty.service = "other"
        diagnosis.examine(duty)
        #expect(diagnosis.findings.count == 1)
        #expect(diagnosis.findings.first?.services == ["web", "other"])
    }

    @Test("a balancer that is its own real server has the address on an interface")
    func both() throws {
        var (facts, duty) = try Self.host(.gate)
        facts.settings["net/ipv4/conf/all/arp_ignore"] = 0
        #expect(Self.findings(facts, duty, isBalancer: true) == [])
        facts.listeners[.tcp] = []
        #expect(Self.findings(facts, duty, isBalancer: true).map(\.code) == [.notListening])
    }

    @Test("an interface whose name has a dot is named with slashes, one with others is quoted")
    func names() throws {
        var (facts, duty) = try Self.host(.gate)
        for name in ["eth0.5", "a;b"] {
            var interface = try #require(facts.interfaces["eth0"])
            interface.name = name
            interface.addresses = [.init(Prefix("10.0.0.12/24"))]
            facts.interfaces[name] = interface
            facts.settings["net/ipv4/conf/\(name)/arp_announce"] = 0
            facts.settings["net/ipv4/conf/\(name)/arp_ignore"] = 3
        }
        duty.places = []
        let commands = Self.findings(facts, duty).flatMap(\.commands)
        #expect(commands.contains("sysctl -w net/ipv4/conf/eth0.5/arp_ignore=1"))
        #expect(commands.contains("sysctl -w 'net.ipv4.conf.a;b.arp_ignore=1'"))
    }
}
