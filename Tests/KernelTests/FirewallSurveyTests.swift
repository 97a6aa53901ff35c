import Addresses
import Glibc
import Model
import Planning
import TestThreads
import Testing

@testable import Kernel

/// Rules of other programs: in the other variant of iptables, and in tables of nf_tables.
@Suite("Rules of other programs", .enabled(if: FirewallKernel.hasBoth), .ownThreads)
struct FirewallSurveyTests {
    private static let client = "198.51.100.7:40000"

    /// A document with a lock-down and a service.
    private static func document() throws -> Spec {
        var spec = Spec(services: [
            Service(name: "web", key: .listen(.tcp, try #require(Endpoint("10.0.0.1:80"))))
        ])
        var firewall = Firewall()
        firewall.lockdown = Firewall.Lockdown(admin: [try #require(Prefix("192.168.1.0/24"))])
        spec.firewall = firewall
        return spec
    }

    private static func verdict(
        _ survey: FirewallSurvey, of client: String, to server: String = "10.0.0.1:80"
    ) throws -> FirewallPassage {
        let packet = FirewallPacket(
            from: try #require(Endpoint(client)), to: try #require(Endpoint(server)))
        return FirewallPassage(packet, through: survey.tables) { _ in true }
    }

    @Test(
        "a packet passes both variants, and either one drops it",
        arguments: [(FirewallVariant.nft, FirewallVariant.legacy), (.legacy, .nft)])
    func both(_ own: FirewallVariant, _ other: FirewallVariant) throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: own)
            var ledger = Ledger()
            _ = try FirewallVariantTests.converge(host, to: try Self.document(), &ledger)
            var survey = try #require(try host.firewallSurvey(.ipv4))
            #expect(try Self.verdict(survey, of: Self.client).verdict == .accepted)
            try Namespace.run("iptables\(other.rawValue) -A INPUT -p tcp --dport 80 -j DROP")
            survey = try #require(try host.firewallSurvey(.ipv4))
            #expect(survey.tables.map(\.backend) == [FirewallBackend(own), FirewallBackend(other)])
            let passage = try Self.verdict(survey, of: Self.client)
            #expect(passage.verdict == .dropped)
            #expect(passage.decidingWalk?.backend == FirewallBackend(other))
            #expect(survey.chains == [] && survey.gaps == [])
        }
    }

    @Test(
        "base chains with rules in other tables of nf_tables are named, empty ones are not",
        arguments: FirewallKernel.variants)
    func chains(_ variant: FirewallVariant) throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: variant)
            var ledger = Ledger()
            _ = try FirewallVariantTests.converge(host, to: try Self.document(), &ledger)
            try Namespace.run(
                """
                nft add table inet other
                nft 'add chain inet other in { type filter hook input priority -10; }'
                nft 'add chain inet other idle { type filter hook input priority 5; }'
                nft 'add chain inet other plain'
                nft 'add table ip6 six'
                nft 'add chain ip6 six out { type filter hook postrouting priority 0; }'
                nft 'chain ip6 six out { policy drop; }'
                nft add rule inet other plain tcp dport 80 drop
                nft add rule inet other in jump plain
                """)
            let inside = NetfilterChain("inet", "other", "in", at: "input")
            #expect(try host.firewallSurvey(.ipv4)?.chains == [inside])
            let six = try #require(try host.firewallSurvey(.ipv6)).chains
            #expect(six.map(\.description) == ["inet other in", "ip6 six out"])
            let observed = try host.observe(Scope(domains: [.firewall]))
            #expect(observed.firewallSupport?.chains == six)
            let notes = observed.firewallSupport?.notes ?? []
            #expect(notes.contains { $0.contains("inet other in, ip6 six out") }, "\(notes)")
        }
    }

    @Test(
        "a rule of another program against the document is a fault of the host",
        arguments: FirewallKernel.variants,
        [
            "-t raw -A PREROUTING -p tcp --dport 80 -j DROP",
            "-t mangle -I PREROUTING ! -s 10.0.0.0/8 -j DROP",
            "-t mangle -P INPUT DROP", "-t security -A INPUT -d 10.0.0.1 -j DROP",
        ])
    func faults(_ variant: FirewallVariant, _ change: String) throws {
        // A kernel may have no table security.
        try Namespace.fresh {
            let host = try KernelHost(firewall: variant)
            let spec = try Self.document()
            var ledger = Ledger()
            _ = try FirewallVariantTests.converge(host, to: spec, &ledger)
            func faults() throws -> [String] {
                let tables = try host.observe(Scope(domains: [.firewall])).firewallTables[.ipv4]
                let wishes = desired(from: spec, signals: Signals()).firewall
                return wishes?.faults(through: tables ?? [], own: IPAddress("10.0.0.21")) ?? []
            }
            #expect(try faults() == [])
            let words = "iptables\(variant.rawValue) \(change)"
            guard (try? Namespace.run(words)) != nil else { return }
            let found = try faults()
            #expect(found.contains { $0.contains("service web") }, "\(found)")
        }
    }

    @Test(
        "a rule against the addresses of examples proves nothing",
        arguments: FirewallKernel.variants)
    func examples(_ variant: FirewallVariant) throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: variant)
            let spec = try Self.document()
            var ledger = Ledger()
            _ = try FirewallVariantTests.converge(host, to: spec, &ledger)
            for network in ["203.0.113.0/24", "192.0.2.0/24", "224.0.0.0/4"] {
                try Namespace.run(
                    "iptables\(variant.rawValue) -t raw -A PREROUTING -s \(network) -j DROP")
            }
            let tables = try host.observe(Scope(domains: [.firewall])).firewallTables[.ipv4]
            let wishes = try #require(desired(from: spec, signals: Signals()).firewall)
            #expect(wishes.faults(through: tables ?? [], own: nil) == [])
        }
    }

    @Test("a client is looked up in the sets of the kernel", .enabled(if: SetKernel.isAvailable))
    func sets() throws {
        try Namespace.fresh {
            try Namespace.run(
                """
                ipset create BALLAST-drop-4 hash:net; ipset add BALLAST-drop-4 198.51.100.0/24
                ipset create pairs hash:ip,port
                iptables-legacy -A INPUT -m set --match-set BALLAST-drop-4 src -j DROP
                iptables-legacy -A INPUT -m set ! --match-set BALLAST-drop-4 src -j REJECT
                """)
            let host = try KernelHost(firewall: .legacy)
            let survey = try #require(try host.firewallSurvey(.ipv4))
            let names = ["BALLAST-drop-4", "pairs", "none"]
            for (client, verdict) in [
                ("198.51.100.7:1", FirewallVerdict.dropped), ("203.0.113.9:1", .rejected),
            ] {
                let source = try #require(Endpoint(client))
                let memberships = host.membership(of: source.address, in: names)
                #expect(memberships == ["BALLAST-drop-4": verdict == .dropped])
                var packet = FirewallPacket(
                    from: source, to: try #require(Endpoint("10.0.0.1:80")))
                packet.memberships = memberships
                let passage = FirewallPassage(packet, through: survey.tables) { _ in true }
                #expect(passage.verdict == verdict)
            }
            let open = try Self.verdict(survey, of: Self.client)
            #expect(open.verdict == .undecided)
        }
    }
}
