import Addresses
import Controller
import Model
import Planning

extension DocumentReading {
    /// Adds errors for the rules of the document that the iptables of this host refuses.
    ///
    /// A host without iptables, or without the privilege to ask it, refuses none.
    mutating func consultIPTables() {
        guard let spec, let rules = spec.firewall?.rules, !rules.isEmpty,
            // A host that can't be opened is reported by the commands that need it.
            let host = try? CommandHost.open()
        else { return }
        var findings: [Diagnostic] = []
        for family in AddressFamily.allCases {
            for refusal in host.firewallRefusals(of: spec.firewallRules(family)) {
                guard let index = rules.firstIndex(where: { $0.rule.comment == refusal.comment })
                else { continue }
                let place = DocumentPath([.key("firewall"), .key("rules"), .index(index)])
                findings.append(
                    Diagnostic(
                        .refusedRule, at: place.key("rule"),
                        "the \(family.rawValue) iptables of this host refuses the rule:"
                            + " \(refusal.reason)",
                        hint: rules[index].families.count > 1
                            ? "a rule for one family needs `family: \(family.rawValue)`" : nil))
            }
        }
        add(findings)
    }
}
