import Addresses
import Model
import Testing

@testable import Planning

/// Rules of a document, and their proof.
@Suite("Firewall rules")
struct FirewallRulesTests {
    private static func locked(_ admin: [Prefix] = ["192.168.1.0/24"]) -> Spec {
        var spec = Spec(services: [
            Service(name: "web", key: "tcp 10.0.0.1:80", servers: [.at("10.0.0.11")]),
            Service(name: "dns", key: "udp 10.0.0.1:53", servers: [.at("10.0.0.11")]),
            Service(name: "all", key: "tcp 10.0.0.2:0", servers: [.at("10.0.0.11")]),
            Service(name: "ftp", key: "mark 1", servers: [.at("10.0.0.11")]),
            Service(name: "six", key: "tcp [2001:db8::1]:80", servers: [.at("2001:db8::11")]),
        ])
        spec.cluster = Cluster(
            name: "shop",
            nodes: [Node(name: "a", address: "10.0.0.21"), Node(name: "b", address: "10.0.0.22")],
            connectionSync: ConnectionSync(interface: "eth1"),
            failover: Failover(links: [.interface("eth0")]),
            replication: ReplicationSettings())
        spec.haproxy.statistics = "10.0.0.3:7777"
        spec.admin.listen = "10.0.0.21:9443"
        var firewall = Firewall()
        firewall.lockdown = Firewall.Lockdown(
            admin: admin, allow: [Firewall.Allowance(service: "dns", from: ["10.9.0.0/16"])])
        firewall.marks = [
            Firewall.Mark(mark: 1, addresses: ["10.0.0.66"], ports: [20...21, 1024...65_535])
        ]
        spec.firewall = firewall
        return spec
    }

    private static func verdict(
        _ spec: Spec, _ from: Endpoint, _ to: Endpoint, _ transport: FirewallProtocol = .tcp,
        at interface: String? = nil, state: ConnectionState = .new
    ) -> FirewallVerdict {
        let tables = FirewallTables(spec.firewallRules(from.address.family))
        let packet = FirewallPacket(
            from: from, to: to, transport, icmpType: transport == .icmp ? 8 : nil,
            arrivingAt: interface, state: state)
        return FirewallPassage(packet, through: tables) { _ in true }.verdict
    }

    @Test("a lock-down admits services, administrators and peers, and nobody else")
    func lockdown() {
        let spec = Self.locked()
        let client: Endpoint = "198.51.100.7:40000"
        let admin: Endpoint = "192.168.1.5:40000"
        #expect(Self.verdict(spec, client, "10.0.0.1:80") == .accepted)
        #expect(Self.verdict(spec, client, "10.0.0.1:81") == .dropped)
        #expect(Self.verdict(spec, client, "10.0.0.1:80", .udp) == .dropped)
        #expect(Self.verdict(spec, client, "10.0.0.2:9999") == .accepted)
        #expect(Self.verdict(spec, client, "10.0.0.66:21") == .accepted)
        #expect(Self.verdict(spec, client, "10.0.0.66:5000") == .accepted)
        #expect(Self.verdict(spec, client, "10.0.0.66:80") == .dropped)
        #expect(Self.verdict(spec, client, "10.0.0.1:53", .udp) == .dropped)
        #expect(Self.verdict(spec, "10.9.1.1:5000", "10.0.0.1:53", .udp) == .accepted)
        #expect(Self.verdict(spec, client, "10.0.0.21:22") == .dropped)
        #expect(Self.verdict(spec, admin, "10.0.0.21:22") == .accepted)
        #expect(Self.verdict(spec, admin, "10.0.0.21:23") == .dropped)
        #expect(Self.verdict(spec, admin, "10.0.0.3:7777") == .accepted)
        #expect(Self.verdict(spec, client, "10.0.0.3:7777") == .dropped)
        #expect(Self.verdict(spec, admin, "10.0.0.21:9443") == .accepted)
        #expect(Self.verdict(spec, admin, "10.0.0.3:9443") == .dropped)
        #expect(Self.verdict(spec, client, "10.0.0.21:9443") == .dropped)
        #expect(Self.verdict(spec, "10.0.0.22:40000", "10.0.0.21:8787") == .accepted)
        #expect(Self.verdict(spec, client, "10.0.0.21:8787") == .dropped)
        #expect(Self.verdict(spec, client, "224.0.0.18:0", .vrrp, at: "eth0") == .accepted)
        #expect(Self.verdict(spec, client, "224.0.0.18:0", .vrrp, at: "eth2") == .dropped)
        #expect(Self.verdict(spec, client, "224.0.0.81:8848", .udp, at: "eth1") == .accepted)
        #expect(Self.verdict(spec, client, "10.0.0.21:0", .icmp) == .accepted)
        #expect(Self.verdict(spec, "127.0.0.1:1", "127.0.0.1:2", at: "lo") == .accepted)
        #expect(
            Self.verdict(spec, "10.0.0.11:80", "10.0.0.21:50000", state: .established) == .accepted)
        #expect(Self.verdict(spec, "[2001:db8::9]:40000", "[2001:db8::1]:80") == .accepted)
        #expect(Self.verdict(spec, "[2001:db8::9]:40000", "[2001:db8::1]:22") == .dropped)
    }

    @Test("the rules of a lock-down end with the drop, and nothing before it drops")
    func last() {
        for family in AddressFamily.allCases {
            let rules = Self.locked().firewallRules(family).chains[.input] ?? []
            #expect(rules.last?.target == .drop)
            #expect(rules.dropLast().allSatisfy { $0.target == .accept })
        }
    }

    @Test("the rules of a document pass their proof")
    func proven() {
        for admin: [Prefix] in [["192.168.1.0/24"], ["0.0.0.0/0"], ["2001:db8:1::/48"]] {
            let wishes = FirewallWishes(of: Self.locked(admin))
            for rules in wishes.map({ Array($0.rules.values) }) ?? [] {
                #expect(wishes?.faults(in: rules) == [])
            }
        }
    }

    @Test("rules without one of the admissions, or with a drop before the others, fail it")
    func refuted() throws {
        let spec = Self.locked()
        let wishes = try #require(FirewallWishes(of: spec))
        let rules = try #require(wishes.rules[.ipv4])
        let input = try #require(rules.chains[.input])
        for (index, rule) in input.enumerated() {
            var changed = rules
            changed.chains[.input]?.remove(at: index)
            let comment = rule.comment ?? ""
            let isNeeded =
                [
                    "service", "admin", "replication", "lock-down", "failover",
                    "connection synchronisation",
                ].contains { comment.hasPrefix($0) }
                || rule.icmpType == 3 || rule.transport == .igmp
            if isNeeded { #expect(!wishes.faults(in: changed).isEmpty, "\(rule.words)") }
            changed = rules
            changed.chains[.input]?.insert(FirewallRule(.drop), at: index)
            if index < 2 { #expect(!wishes.faults(in: changed).isEmpty) }
            changed.chains[.input]?[index] = FirewallRule(.accept)
            #expect(!wishes.faults(in: changed).isEmpty, "everyone is admitted")
        }
        var unmarked = rules
        unmarked.chains[.marks] = nil
        #expect(!wishes.faults(in: unmarked).isEmpty)
    }

    @Test("more ports than a rule holds are several rules")
    func manyPorts() {
        var spec = Spec()
        var firewall = Firewall()
        let ports = stride(from: UInt16(1000), to: 1200, by: 10).map { lower in
            lower...(lower + 1)
        }
        firewall.marks = [Firewall.Mark(mark: 3, addresses: ["10.0.0.1"], ports: ports)]
        spec.firewall = firewall
        let rules = spec.firewallRules(.ipv4).chains[.marks] ?? []
        #expect(rules.map(\.destinationPorts.count) == [7, 7, 6])
        #expect(rules.flatMap(\.destinationPorts) == ports)
    }

    @Test("FTP connections of internal hosts are read where the document or a forward asks for it")
    func fileTransfers() {
        func lines(_ fileTransfers: Bool?, _ port: UInt16 = 21) -> [String] {
            var spec = Spec()
            var firewall = Firewall()
            firewall.fileTransfers = fileTransfers
            firewall.oneToOne = [
                Firewall.Translation(
                    external: "10.0.0.5", internal: "192.168.1.5", interface: "eth1")
            ]
            firewall.forwards = [
                Firewall.Forward(
                    listen: "10.0.0.6:2121", to: Endpoint("192.168.1.6", port: port)),
                Firewall.Forward(listen: "[fd00::1]:21", to: "[fd00::2]:21"),
            ]
            firewall.masquerade = [
                Firewall.Masquerade(source: "192.168.1.7/24", interface: "eth1")
            ]
            spec.firewall = firewall
            #expect(
                FirewallWishes(of: spec)?.fileTransferModule
                    == (fileTransfers == false ? nil : "nf_nat_ftp"))
            let chain = FirewallChain.helpers
            return (spec.firewallRules(.ipv4).chains[chain] ?? []).map { $0.line(in: chain) }
        }
        let forward =
            "-A BALLAST-PREROUTING -d 10.0.0.6/32 -p tcp -m tcp --dport 2121 -j CT --helper ftp"
        let start = "-A BALLAST-PREROUTING"
        let end = "-p tcp -m tcp --dport 21 -j CT --helper ftp"
        #expect(lines(nil) == [forward])
        #expect(lines(nil, 22) == [])
        #expect(lines(false) == [])
        #expect(
            lines(true) == [
                forward, "\(start) -d 10.0.0.5/32 -i eth1 \(end)",
                "\(start) -s 192.168.1.5/32 \(end)", "\(start) -s 192.168.1.0/24 \(end)",
            ])
    }

    @Test("FTP connections of masq services are read behind a lock-down")
    func lockedFileTransfers() {
        var spec = Spec(services: [
            Service(
                name: "ftp", key: "tcp 10.0.0.1:21", forwarding: .masq,
                servers: [.at("10.0.1.11")]),
            Service(name: "gate", key: "tcp 10.0.0.2:21", servers: [.at("10.0.0.11")]),
            Service(
                name: "web", key: "tcp 10.0.0.3:80", forwarding: .masq,
                servers: [.at("10.0.1.11")]),
        ])
        spec.firewall = Firewall()
        #expect(FirewallWishes(of: spec)?.fileTransferModule == nil)
        spec.firewall?.lockdown = Firewall.Lockdown(admin: ["192.168.1.0/24"])
        let chain = FirewallChain.helpers
        let rules = spec.firewallRules(.ipv4).chains[chain] ?? []
        #expect(
            rules.map { $0.line(in: chain) } == [
                "-A BALLAST-PREROUTING -d 10.0.0.1/32 -p tcp -m tcp --dport 21 -j CT --helper ftp"
            ])
        #expect(spec.firewallRules(.ipv6).chains[chain] == nil)
        #expect(FirewallWishes(of: spec)?.fileTransferModule == "nf_conntrack_ftp")
    }

    @Test("translations change the packet, a forwarded port before its address")
    func translations() {
        var firewall = Firewall()
        firewall.oneToOne = [
            Firewall.Translation(external: "10.0.0.5", internal: "192.168.1.5", interface: "eth1")
        ]
        firewall.forwards = [Firewall.Forward(listen: "10.0.0.5:2222", to: "192.168.1.6:22")]
        firewall.masquerade = [Firewall.Masquerade(source: "192.168.1.7/24", interface: "eth1")]
        let spec: Spec = {
            var spec = Spec()
            spec.firewall = firewall
            return spec
        }()
        let tables = FirewallTables(spec.firewallRules(.ipv4))
        func passage(_ from: Endpoint, _ to: Endpoint, out: String? = nil) -> FirewallPassage {
            var packet = FirewallPacket(from: from, to: to, arrivingAt: "eth1")
            packet.outInterface = out
            return FirewallPassage(packet, through: tables) { "\($0)".hasPrefix("10.") }
        }
        let mail = passage("198.51.100.7:1000", "10.0.0.5:25")
        #expect(mail.packet.destination == "192.168.1.5:25")
        #expect(mail.isForwarded && mail.verdict == .accepted)
        #expect(
            passage("198.51.100.7:1000", "10.0.0.5:2222").packet.destination == "192.168.1.6:22")
        #expect(
            passage("192.168.1.5:1000", "198.51.100.7:25", out: "eth1").packet.source
                == "10.0.0.5:1000")
        let masked = passage("192.168.1.9:1000", "198.51.100.7:25", out: "eth1")
        #expect(masked.walks.last?.matches.last?.rule.target == .masquerade)
        #expect(passage("192.168.1.9:1000", "198.51.100.7:25", out: "eth0").packet.mark == 0)
    }
}
