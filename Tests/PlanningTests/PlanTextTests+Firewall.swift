import Addresses
import Model

@testable import Planning

extension PlanTextTests.Case {
    private static let marked: Spec = {
        var spec = Spec()
        var firewall = Firewall()
        firewall.marks = [Firewall.Mark(mark: 1, addresses: ["10.0.0.66"], ports: [80...80])]
        spec.firewall = firewall
        return spec
    }()

    private static let lockdown: Spec = {
        var spec = web([.at("10.0.0.11")])
        var firewall = Firewall()
        firewall.lockdown = Firewall.Lockdown(admin: ["192.168.1.0/24"])
        spec.firewall = firewall
        return spec
    }()

    private static func host(_ spec: Spec?, isOurs: Bool = true) -> Observed {
        var observed = Observed()
        for family in AddressFamily.allCases {
            let rules = spec?.firewallRules(family) ?? FirewallRuleset(family)
            guard rules.count > 0 else { continue }
            observed.firewall[family] = rules
            if isOurs { observed.ledger.firewall.insert(family) }
        }
        return observed
    }

    /// A host with rules of an earlier run whose ledger is lost.
    private static func unknown(_ spec: Spec) -> Observed {
        var observed = host(spec, isOurs: false)
        observed.ledger.isFirewallUnknown = true
        return observed
    }

    /// A host with rules that were changed by hand.
    private static func damaged(_ change: (inout FirewallRuleset) -> Void) -> Observed {
        var observed = host(marked)
        if var rules = observed.firewall[.ipv4] {
            change(&rules)
            observed.firewall[.ipv4] = rules
        }
        return observed
    }

    /// A locked host with a service that the document no longer has.
    private static func withLeaving(_ counts: ConnectionCounts) -> Observed {
        var observed = host(lockdown)
        observed.firewall = FirewallWishes(of: lockdown)?.rules ?? [:]
        observed.services = holding([(.at("10.0.0.11:80"), counts)]).services
        observed.ledger.services = owned.services
        return observed
    }

    private static let closed: Spec = {
        var spec = lockdown
        spec.services = []
        return spec
    }()

    private static let mark =
        "mangle -A BALLAST-PREROUTING -d 10.0.0.66/32 -p tcp -m tcp --dport 80 -j MARK"
        + " --set-xmark 0x1/0xffffffff"

    static let firewall = [
        Self(
            name: "rules are loaded where there are none", spec: marked, observed: host(nil),
            steps: ["+ firewall ipv4, 1 rule"]),
        Self(name: "loaded rules need no step", spec: marked, observed: host(marked), steps: []),
        Self(
            name: "a removed rule is loaded again", spec: marked,
            observed: damaged { $0.chains[.marks] = [] },
            steps: ["~ firewall ipv4: + \(mark)"]),
        Self(
            name: "an inserted rule is removed", spec: marked,
            observed: damaged { $0.chains[.marks]?.append(FirewallRule(.drop)) },
            steps: ["~ firewall ipv4: - mangle -A BALLAST-PREROUTING -j DROP"]),
        Self(
            name: "a chain that is not entered first is entered again", spec: marked,
            observed: damaged { rules in
                rules.hooks = rules.hooks.map { FirewallHook($0.chain, at: 1, $0.rule) }
            },
            steps: [
                "~ firewall ipv4: - mangle -I PREROUTING 2 -j BALLAST-PREROUTING; "
                    + "+ mangle -I PREROUTING 1 -j BALLAST-PREROUTING"
            ]),
        Self(
            name: "rules of a document without a firewall are removed", spec: Spec(),
            observed: host(marked), steps: ["- firewall ipv4"]),
        Self(
            name: "chains of our names that another program made stay", spec: Spec(),
            observed: host(marked, isOurs: false), steps: [],
            notes: ["chains named BALLAST-… of the firewall ipv4 belong to another program"]),
        Self(
            name: "chains of our names are removed after the loss of the ledger", spec: Spec(),
            observed: unknown(marked), steps: ["- firewall ipv4"]),
        Self(
            name: "a service that drains keeps its rule", spec: closed,
            observed: withLeaving(busy),
            steps: [
                "~ firewall ipv4: "
                    + "- filter -A BALLAST-INPUT -d 10.0.0.1/32 -p tcp -m tcp --dport 80"
                    + " -m comment --comment \"service web\" -j ACCEPT; "
                    + "+ filter -A BALLAST-INPUT -d 10.0.0.1/32 -p tcp -m tcp --dport 80"
                    + " -m comment --comment leaves -j ACCEPT",
                "~ drain 10.0.0.11:80 in tcp 10.0.0.1:80, 12 connections",
            ],
            draining: ["10.0.0.11:80 in tcp 10.0.0.1:80, 12 open, until 120 s"]),
    ]
}
