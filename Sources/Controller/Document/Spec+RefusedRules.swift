import Addresses
import Model
import Planning

extension Spec {
    /// Returns errors for the rules that the iptables of a host refuses.
    ///
    /// A host without iptables, or without the privilege to ask it, refuses none.
    package func refusedRules(at host: any Host) -> [Diagnostic] {
        guard let rules = firewall?.rules, !rules.isEmpty else { return [] }
        var refused: [Int: [(family: AddressFamily, reason: String)]] = [:]
        for family in AddressFamily.allCases {
            for refusal in host.firewallRefusals(of: firewallRules(family)) {
                guard let index = rules.firstIndex(where: { $0.rule.comment == refusal.comment })
                else { continue }
                refused[index, default: []].append((family, refusal.reason))
            }
        }
        return refused.sorted { $0.key < $1.key }.compactMap { index, refusals in
            let place = DocumentPath([.key("firewall"), .key("rules"), .index(index)])
            let families = refusals.map(\.family.rawValue).joined(separator: " and ")
            let others = rules[index].families.filter { family in
                !refusals.contains { $0.family == family }
            }
            return refusals.first.map { first in
                Diagnostic(
                    .refusedRule, at: place.key("rule"),
                    "the \(families) iptables of this host refuses the rule: \(first.reason)",
                    hint: others.first.map {
                        "if it is for \($0.rawValue) only, add `family: \($0.rawValue)`"
                    })
            }
        }
    }
}
