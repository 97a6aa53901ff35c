import Addresses
import Model

extension FirewallWishes {
    /// Returns the wishes of a document; nil: it has no firewall.
    init?(of spec: Spec) {
        guard let firewall = spec.firewall else { return nil }
        var rules: [AddressFamily: FirewallRuleset] = [:]
        for family in AddressFamily.allCases {
            let wanted = spec.firewallRules(family)
            if wanted.count > 0 { rules[family] = wanted }
        }
        self.init(
            rules: rules, proofs: spec.firewallProofs, isLockedDown: firewall.lockdown != nil)
    }

    /// Returns the wanted rules of a family while some services leave; nil: none.
    ///
    /// Clients of a service that left the document are admitted until it is gone, and their
    /// packets keep their firewall mark.
    ///
    /// - Parameter found: the rules on the host.
    func rules(
        of family: AddressFamily, leaving: Set<ServiceKey>, beside found: FirewallRuleset?
    ) -> FirewallRuleset? {
        var chains = rules[family]?.chains ?? [:]
        for key in leaving.sorted() where key.family == family {
            if var input = chains[.input], isLockedDown {
                var rule = FirewallRule.admission(of: key)
                rule.comment = "leaves"
                input.insert(rule, at: input.count - 1)
                chains[.input] = input
            }
            guard case .mark(let number, _) = key else { continue }
            let marks = found?.chains[.marks]?.filter { $0.target == .mark(FirewallMark(number)) }
            for rule in marks ?? [] where chains[.marks]?.contains(rule) != true {
                chains[.marks, default: []].append(rule)
            }
        }
        let wanted = FirewallRuleset(family, chains)
        return wanted.count > 0 ? wanted : nil
    }

    /// Returns the things that rules do otherwise than the document requires, a sentence each.
    func faults(in rules: FirewallRuleset) -> [String] {
        let tables = FirewallTables(rules)
        return proofs.compactMap { proof in
            guard proof.packet.destination.address.family == rules.family else { return nil }
            let passage = FirewallPassage(proof.packet, through: tables) { _ in true }
            let isAccepted = passage.verdict == .accepted
            guard isAccepted != proof.isAccepted else { return nil }
            return "they \(isAccepted ? "accept" : "do not accept") \(proof.packet), against"
                + " \(proof.reason)"
        }
    }
}
