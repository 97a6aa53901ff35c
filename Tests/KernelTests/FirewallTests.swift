import Addresses
import Glibc
import Model
import Planning
import TestThreads
import Testing

@testable import Kernel

/// Rules beside the real programs of iptables, of both variants, in namespaces of their own.
@Suite("Firewall rules of the kernel", .enabled(if: FirewallKernel.isAvailable), .ownThreads)
struct FirewallTests {
    private static func document(_ change: (inout Firewall) -> Void = { _ in }) throws -> Spec {
        var spec = Spec(services: [
            Service(
                name: "it's \"web\" \\ ü",
                key: .listen(.tcp, try #require(Endpoint("10.0.0.1:80")))),
            Service(name: "ftp", key: .mark(7, .ipv4)),
            Service(name: "sip", key: .listen(.sctp, try #require(Endpoint("[2001:db8::1]:80")))),
        ])
        spec.cluster = Cluster(
            name: "shop",
            nodes: [
                Node(name: "a", address: IPAddress("10.0.0.21")),
                Node(name: "b", address: IPAddress("2001:db8::22")),
            ],
            connectionSync: ConnectionSync(interface: "eth1"),
            failover: Failover(links: [.interface("eth0")]),
            replication: ReplicationSettings())
        var firewall = Firewall()
        firewall.lockdown = Firewall.Lockdown(
            admin: [
                try #require(Prefix("192.168.1.9/24")), try #require(Prefix("2001:db8:1::/64")),
            ],
            ports: [22...22, 9000...9100])
        firewall.marks = [
            Firewall.Mark(
                mark: 7, addresses: [try #require(IPAddress("10.0.0.66"))],
                ports: [20...21, 1024...65_535])
        ]
        firewall.masquerade = [
            Firewall.Masquerade(source: try #require(Prefix("192.168.1.0/24")), interface: "eth1")
        ]
        firewall.oneToOne = [
            Firewall.Translation(
                external: try #require(IPAddress("203.0.113.5")),
                internal: try #require(IPAddress("192.168.1.5")), interface: "eth1")
        ]
        firewall.forwards = [
            Firewall.Forward(
                listen: try #require(Endpoint("[2001:db8::1]:2222")),
                to: try #require(Endpoint("[fd00::2]:22")))
        ]
        change(&firewall)
        spec.firewall = firewall
        return spec
    }

    /// Plans and applies once; the steps.
    private static func converge(
        _ host: KernelHost, to spec: Spec, _ ledger: inout Ledger
    ) throws -> [String] {
        host.needsFirewall = true
        var observed = try host.observe(Scope(domains: [.firewall]))
        observed.ledger = ledger
        let wanted = desired(from: spec, signals: Signals())
        let made = plan(from: observed, to: wanted)
        let steps = made.steps.filter { $0.domain == .firewall }
        ledger = ledger.recording(steps, desired: wanted, scope: observed.scope)
        let outcomes = host.apply(steps)
        #expect(outcomes.allSatisfy { $0.result == .done }, "\(outcomes)")
        return steps.map(\.description)
    }

    /// The rules of other programs, as `iptables-save` prints them.
    private static func strangers(_ variant: FirewallVariant) throws -> [String] {
        let text = try Namespace.run(
            "iptables\(variant.rawValue)-save; ip6tables\(variant.rawValue)-save")
        return text.split(separator: "\n").map(String.init).filter {
            $0.hasPrefix("-A") && !$0.contains("BALLAST-")
        }
    }

    @Test("loaded rules are read back as they were wanted", arguments: FirewallKernel.variants)
    func loaded(_ variant: FirewallVariant) throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: variant)
            var ledger = Ledger()
            let spec = try Self.document()
            #expect(try Self.converge(host, to: spec, &ledger).count == 2)
            let observed = try host.observe(Scope(domains: [.firewall]))
            for family in AddressFamily.allCases {
                #expect(observed.firewall[family] == spec.firewallRules(family))
            }
            #expect(try Self.converge(host, to: spec, &ledger) == [], "the second plan is empty")
        }
    }

    @Test(
        "rules of other programs stay, whatever becomes of ours", arguments: FirewallKernel.variants
    )
    func foreign(_ variant: FirewallVariant) throws {
        try Namespace.fresh {
            let iptables = "iptables\(variant.rawValue)"
            try Namespace.run(
                """
                \(iptables) -N OTHER && \(iptables) -A INPUT -j OTHER &&
                \(iptables) -A OTHER -m limit --limit 5/sec -j LOG --log-prefix 'a b' &&
                \(iptables) -t nat -A POSTROUTING -o other -j MASQUERADE &&
                ip6\(iptables.dropFirst(2)) -A INPUT -p tcp --dport 1 -j DROP
                """)
            let before = try Self.strangers(variant)
            let host = try KernelHost(firewall: variant)
            var ledger = Ledger()
            let spec = try Self.document()
            _ = try Self.converge(host, to: spec, &ledger)
            #expect(try Self.strangers(variant) == before)
            let first = try Namespace.run("\(iptables) -S INPUT 1")
            #expect(first == "-A INPUT -j BALLAST-INPUT\n")
            _ = try Self.converge(host, to: try Self.document { $0.lockdown = nil }, &ledger)
            #expect(try Self.strangers(variant) == before)
            #expect(try Self.converge(host, to: Spec(), &ledger).count == 2)
            #expect(try Self.strangers(variant) == before)
            let left = try Namespace.run("\(iptables)-save; ip6\(iptables.dropFirst(2))-save")
            #expect(!left.contains("BALLAST"))
            #expect(try Self.converge(host, to: Spec(), &ledger) == [])
        }
    }

    @Test(
        "a change by hand is seen and undone", arguments: FirewallKernel.variants,
        [
            "-D BALLAST-INPUT 3", "-F BALLAST-INPUT", "-I BALLAST-INPUT -j ACCEPT",
            "-R BALLAST-INPUT 2 -j DROP", "-D INPUT -j BALLAST-INPUT",
            "-I INPUT -s 192.0.2.1 -j ACCEPT", "-A INPUT -j BALLAST-INPUT",
            "-I INPUT -i eth9 -p tcp --dport 80 -j BALLAST-INPUT",
            "-t mangle -F BALLAST-PREROUTING", "-t nat -A BALLAST-POSTROUTING -j MASQUERADE",
            "-t nat -D POSTROUTING 1", "-N BALLAST-OTHER", "-F",
        ])
    func drift(_ variant: FirewallVariant, _ change: String) throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: variant)
            var ledger = Ledger()
            let spec = try Self.document()
            _ = try Self.converge(host, to: spec, &ledger)
            try Namespace.run("iptables\(variant.rawValue) \(change)")
            #expect(try Self.converge(host, to: spec, &ledger).count == 1)
            #expect(try Self.converge(host, to: spec, &ledger) == [])
            let observed = try host.observe(Scope(domains: [.firewall]))
            #expect(observed.firewall[.ipv4] == spec.firewallRules(.ipv4))
        }
    }

    @Test(
        "a step that the kernel refuses fails with its words, and changes no rule of its table",
        arguments: FirewallKernel.variants)
    func refused(_ variant: FirewallVariant) throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: variant)
            host.needsFirewall = true
            var rule = FirewallRule(.accept)
            rule.others = ["-m", "no-such-match"]
            let wrong = FirewallRuleset(.ipv4, [.input: [rule]])
            let result = try #require(
                host.apply([.firewall(.load(wrong, from: nil))]).first?.result)
            guard case .failed(let failure) = result else {
                Issue.record("\(result)")
                return
            }
            #expect(failure.description.contains("no-such-match"))
            #expect(try host.observe(Scope(domains: [.firewall])).firewall == [:])
        }
    }

    @Test("a look counts the programs that it starts, which unchanged rules of nf_tables need not")
    func programs() throws {
        for variant in FirewallKernel.variants {
            try Namespace.fresh {
                let host = try KernelHost(firewall: variant)
                var ledger = Ledger()
                _ = try Self.converge(host, to: try Self.document(), &ledger)
                func started() throws -> Int {
                    let before = host.startedPrograms
                    _ = try host.observe(Scope(domains: [.firewall]))
                    return host.startedPrograms - before
                }
                _ = try started()
                let count = try started()
                #expect(variant == .nft ? count == 0 : count >= 2)
                try Namespace.run("iptables\(variant.rawValue) -A INPUT -j ACCEPT")
                #expect(try started() >= 2)
            }
        }
    }

    @Test("rules are not read while nothing needs them", arguments: FirewallKernel.variants)
    func unneeded(_ variant: FirewallVariant) throws {
        try Namespace.fresh {
            let host = try KernelHost(firewall: variant)
            var ledger = Ledger()
            _ = try Self.converge(host, to: try Self.document(), &ledger)
            host.needsFirewall = false
            #expect(try host.observe(Scope(domains: [.firewall])).firewall == [:])
        }
    }

    @Test(
        "the output of both variants is the same rules",
        arguments: [
            "ipv4", "ipv6",
        ])
    func variantsAgree(_ family: String) throws {
        let nft = try Self.corpus("nft-\(family)")
        let legacy = try Self.corpus("legacy-\(family)")
        #expect(nft.ours != nil && nft.ours == legacy.ours)
        #expect(nft.chains.values.reduce(0) { $0 + $1.rules.count } > 4)
        guard family == "ipv4" else { return }
        #expect(try Self.corpus("nft-ipv4-counters").ours == nft.ours)
        #expect(try Self.corpus("legacy-ipv4-counters") == legacy)
    }

    /// A kept output of iptables-save.
    private static func corpus(_ name: String) throws -> FirewallTables {
        let directory = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let text = try Namespace.run("cat '/\(directory)/Corpus/iptables/\(name).txt'")
        return FirewallTables(text, family: name.contains("ipv6") ? .ipv6 : .ipv4)
    }
}
