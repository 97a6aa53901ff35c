import Addresses
import Glibc
import Model
import Planning
import TestThreads
import Testing

@testable import Kernel

/// Both variants of iptables on one host, and rules that the kernel prints in other words.
@Suite(
    "Variants and written rules of the firewall", .enabled(if: FirewallKernel.isAvailable),
    .ownThreads)
struct FirewallVariantTests {
    private static func document(
        _ rules: [Firewall.RawRule] = [], limits: SourceLimits? = nil
    ) throws -> Spec {
        var service = Service(
            name: "web", key: .listen(.tcp, try #require(Endpoint("10.0.0.1:80"))))
        service.limits = limits
        var spec = Spec(services: [service])
        var firewall = Firewall()
        firewall.lockdown = Firewall.Lockdown(admin: [try #require(Prefix("192.168.1.0/24"))])
        firewall.rules = rules
        spec.firewall = firewall
        return spec
    }

    /// Plans and applies once; the steps.
    static func converge(
        _ host: KernelHost, to spec: Spec, _ ledger: inout Ledger
    ) throws -> [String] {
        host.needsFirewall = true
        var observed = try host.observe(Scope(domains: [.firewall]))
        observed.ledger = ledger
        let wanted = desired(from: spec, signals: Signals())
        let steps = plan(from: observed, to: wanted).steps.filter { $0.domain == .firewall }
        ledger = ledger.recording(steps, desired: wanted, scope: observed.scope)
        let outcomes = host.apply(steps)
        #expect(outcomes.allSatisfy { $0.result == .done }, "\(outcomes)")
        return steps.map { "\($0.action.rawValue) \($0.subject) \($0.phase.isGrowth)" }
    }

    private static func rules(_ variant: FirewallVariant) throws -> String {
        let name = variant.rawValue
        return try Namespace.run("iptables\(name)-save; ip6tables\(name)-save")
    }

    @Test(
        "rules that the other variant still has are removed after the new ones are loaded",
        .enabled(if: FirewallKernel.hasBoth),
        arguments: [(FirewallVariant.nft, FirewallVariant.legacy), (.legacy, .nft)])
    func switched(_ former: FirewallVariant, _ next: FirewallVariant) throws {
        try Namespace.fresh {
            var ledger = Ledger()
            let spec = try Self.document()
            _ = try Self.converge(try KernelHost(firewall: former), to: spec, &ledger)
            try Namespace.run("iptables\(former.rawValue) -A INPUT -p udp --dport 9 -j ACCEPT")
            let host = try KernelHost(firewall: next)
            #expect(
                try Self.converge(host, to: spec, &ledger) == [
                    "+ firewall ipv4 true", "+ firewall ipv6 true", "- firewall ipv4 false",
                    "- firewall ipv6 false",
                ])
            #expect(try !Self.rules(former).contains("BALLAST"))
            #expect(try Self.rules(former).contains("--dport 9 "))
            #expect(try Self.rules(next).contains("BALLAST-INPUT"))
            #expect(try Self.converge(host, to: spec, &ledger) == [])
        }
    }

    @Test(
        "rules in the other variant that no ledger knows stay, with a note",
        .enabled(if: FirewallKernel.hasBoth))
    func unowned() throws {
        try Namespace.fresh {
            try Namespace.run("iptables-legacy -N BALLAST-INPUT")
            let host = try KernelHost(firewall: .nft)
            host.needsFirewall = true
            let observed = try host.observe(Scope(domains: [.firewall]))
            let made = plan(from: observed, to: desired(from: Spec(), signals: Signals()))
            #expect(made.steps.filter { $0.domain == .firewall } == [])
            #expect(made.notes.contains { $0.contains("iptables-legacy belong to another") })
        }
    }

    @Test(
        "rules of other programs in both variants are a note",
        .enabled(if: FirewallKernel.hasBoth))
    func both() throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: .nft)
            host.needsFirewall = true
            func notes() throws -> [String] {
                try host.observe(Scope(domains: [.firewall])).firewallSupport?.notes ?? ["none"]
            }
            #expect(try notes() == [])
            try Namespace.run("iptables-legacy -A INPUT -j ACCEPT")
            #expect(try notes().first?.contains("in iptables-legacy, the firewall of") == true)
            try Namespace.run("iptables-nft -A FORWARD -j ACCEPT")
            #expect(try notes().first?.contains("in iptables-nft and in iptables-leg") == true)
        }
    }

    @Test(
        "the host's own variant is used where the kernel holds its rules",
        .enabled(if: FirewallKernel.hasBoth))
    func usual() throws {
        try Namespace.fresh {
            let host = try KernelHost()
            host.needsFirewall = true
            let support = try #require(
                try host.observe(Scope(domains: [.firewall])).firewallSupport)
            let version = try Namespace.run("iptables --version")
            #expect(support.backend == (version.contains("nf_tables") ? .nft : .legacy))
            #expect(support.reason == nil)
            #expect(try !Self.rules(.nft).contains("PROBE"))
        }
    }

    private static let lines = [
        Firewall.RawRule("-p tcp --dport 9100 -s 10.1.0.0/16,10.2.0.1 -j ACCEPT"),
        Firewall.RawRule("-m limit --limit 300/m -j LOG --log-prefix \"a \\\"b\\\" \""),
        Firewall.RawRule("-p tcp --syn --dport 7 -m recent --name x --set -m comment --comment hi"),
        Firewall.RawRule(
            "-j TCPMSS -p tcp --tcp-flags SYN,RST SYN --clamp-mss-to-pmtu",
            in: "mangle FORWARD"),
        Firewall.RawRule("-o eth9 -j MASQUERADE", in: "nat POSTROUTING"),
        Firewall.RawRule("-p udp --dport 53 -j NOTRACK", in: "raw PREROUTING"),
        Firewall.RawRule("-p icmp --icmp-type echo-request -j DROP", in: "filter FORWARD"),
    ]

    @Test("written rules and limits are no drift once loaded", arguments: FirewallKernel.variants)
    func written(_ variant: FirewallVariant) throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: variant)
            var ledger = Ledger()
            let spec = try Self.document(
                Self.lines, limits: SourceLimits(connections: 3, concurrent: 9, excess: .reject))
            #expect(try Self.converge(host, to: spec, &ledger).count == 2)
            #expect(try Self.converge(host, to: spec, &ledger) == [])
            // Another process knows nothing but the kernel.
            let other = try KernelHost(firewall: variant)
            #expect(try Self.converge(other, to: spec, &ledger) == [])
            var changed = spec
            changed.firewall?.rules.removeFirst()
            #expect(try Self.converge(other, to: changed, &ledger).count == 1)
            #expect(try Self.converge(other, to: changed, &ledger) == [])
        }
    }

    @Test(
        "a written rule that is removed or replaced by hand is loaded again",
        arguments: FirewallKernel.variants,
        [
            "-D BALLAST-INPUT 3", "-F BALLAST-INPUT", "-R BALLAST-INPUT 3 -j DROP",
            "-R BALLAST-INPUT 3 -s 10.9.9.9 -m comment --comment \"COMMENT\" -j ACCEPT",
        ])
    func drift(_ variant: FirewallVariant, _ change: String) throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: variant)
            var ledger = Ledger()
            let line = Firewall.RawRule("-s 10.1.1.1 -m limit --limit 5/s -j ACCEPT")
            let spec = try Self.document([line])
            _ = try Self.converge(host, to: spec, &ledger)
            let before = try Self.rules(variant)
            let comment = line.rule.comment ?? ""
            let words = change.replacing("COMMENT", with: comment)
            try Namespace.run("iptables\(variant.rawValue) \(words)")
            #expect(try Self.converge(host, to: spec, &ledger).count == 1)
            #expect(try Self.converge(host, to: spec, &ledger) == [])
            func lines(_ text: String) -> [Substring] {
                text.split(separator: "\n").filter { $0.hasPrefix("-A") }
            }
            #expect(lines(try Self.rules(variant)) == lines(before))
        }
    }

    @Test("every refused line is found, and the others are not", arguments: FirewallKernel.variants)
    func refusals(_ variant: FirewallVariant) throws {
        try Namespace.fresh {
            let bad = ["-p tcp --dprt 80 -j DROP", "-m nosuch -j DROP", "-s 1.2.3.400 -j DROP"]
            let rules = Self.lines.prefix(2) + bad.map { Firewall.RawRule($0) }
            let spec = try Self.document(Array(rules))
            let host = try KernelHost(firewall: variant)
            let found = host.firewallRefusals(of: spec.firewallRules(.ipv4))
            #expect(
                Set(found.map(\.comment))
                    == Set(bad.map { Firewall.RawRule($0).rule.comment ?? "" }))
            #expect(found.contains { $0.reason.contains("--dprt") })
            #expect(try !Self.rules(variant).contains("BALLAST"))
        }
    }

    @Test("a refused line keeps the rules in force", arguments: FirewallKernel.variants)
    func kept(_ variant: FirewallVariant) throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: variant)
            var ledger = Ledger()
            let spec = try Self.document(Array(Self.lines.prefix(1)))
            _ = try Self.converge(host, to: spec, &ledger)
            let observed = try host.observe(Scope(domains: [.firewall]))
            var bad = spec
            bad.firewall?.rules.append(Firewall.RawRule("-m nosuch -j DROP"))
            let made = plan(from: observed, to: desired(from: bad, signals: Signals()))
            let steps = made.steps.filter { $0.subject == .firewall(.ipv4) }
            guard case .failed(let failure)? = host.apply(steps).first?.result else {
                Issue.record("\(steps) did not fail")
                return
            }
            #expect(failure.description.contains("-m nosuch"))
            let after = try host.observe(Scope(domains: [.firewall]))
            #expect(after.firewall == observed.firewall)
        }
    }
}

extension FirewallVariantTests {
    /// The number of packets of a client that arrive.
    private static func arrivals(
        _ count: UInt16, from client: String, to place: Endpoint, at site: FirewallSite
    ) throws -> Int {
        let client = try #require(IPAddress(client))
        for index in 0..<count {
            let packet = FirewallPacket(
                from: Endpoint(client, port: 10_000 + index), to: place, arrivingAt: "eth0")
            try site.send(FirewallFrame(packet, number: index))
        }
        var arrived: Set<Int> = []
        for _ in 0..<100 where arrived.count < count {
            arrived.formUnion(site.received())
            usleep(10_000)
        }
        return arrived.count
    }

    @Test(
        "a source gets as many connections as its limit, and others get theirs",
        arguments: FirewallKernel.variants,
        [
            SourceLimits(connections: 5, period: .seconds(86_400), ipv4Prefix: 16),
            SourceLimits(concurrent: 5, ipv4Prefix: 16),
        ])
    func limited(_ variant: FirewallVariant, _ limits: SourceLimits) throws {
        try FirewallSite.with { site in
            // A reset of this host would end the connections that are counted.
            try Namespace.run(
                "iptables\(variant.rawValue) -t raw -A OUTPUT -p tcp --tcp-flags RST RST -j DROP")
            var ledger = Ledger()
            let spec = try Self.document(limits: limits)
            _ = try Self.converge(try KernelHost(firewall: variant), to: spec, &ledger)
            let web = try #require(Endpoint("10.0.0.1:80"))
            #expect(try Self.arrivals(20, from: "198.51.100.7", to: web, at: site) == 5)
            #expect(
                try Self.arrivals(20, from: "198.51.9.9", to: web, at: site) == 0,
                "the same network")
            #expect(try Self.arrivals(20, from: "203.0.113.9", to: web, at: site) == 5)
        }
    }
}
