import Addresses
import Model

extension FirewallWishes {
    /// Returns the wishes of a document; nil: it has no firewall.
    init?(of spec: Spec) {
        guard spec.usesFirewall else { return nil }
        var rules: [AddressFamily: FirewallRuleset] = [:]
        for family in AddressFamily.allCases {
            let wanted = spec.firewallRules(family)
            if wanted.count > 0 { rules[family] = wanted }
        }
        self.init(
            rules: rules, proofs: spec.firewallProofs, isLockedDown: spec.firewall?.lockdown != nil)
        sets = spec.firewall?.sets ?? []
    }

    /// Returns the wanted rules of a family while some services leave; nil: none.
    ///
    /// Clients of a service that left the document are admitted until it is gone, and their
    /// packets keep their firewall mark.
    ///
    /// Written rules have the form of the host, so that equal ones are equal.
    func rules(
        of family: AddressFamily, leaving: Set<ServiceKey>, at observed: Observed
    ) -> FirewallRuleset? {
        let found = observed.firewall[family]
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
            .adopting(found, forms: observed.firewallForms[family] ?? [:])
        return wanted.count > 0 ? wanted : nil
    }

    /// Returns the things that rules do otherwise than the document requires, a sentence each.
    func faults(in rules: FirewallRuleset) -> [String] {
        passages(through: rules).compactMap { proof, passage in
            guard passage.verdict != .undecided else { return nil }
            let isAccepted = passage.verdict == .accepted
            guard isAccepted != proof.isAccepted else { return nil }
            return "they \(isAccepted ? "accept" : "do not accept") \(proof.packet), against"
                + " \(proof.reason)"
        }
    }

    /// Returns the things that can't be proven, because only the kernel evaluates a rule, a
    /// sentence each.
    func doubts(about rules: FirewallRuleset) -> [String] {
        passages(through: rules).compactMap { proof, passage in
            guard passage.verdict == .undecided else { return nil }
            let rule = passage.walks.flatMap(\.matches).first(where: \.isOpen)
            return "not provable: \(proof.reason), with \(proof.packet)"
                + (rule.map { ", depends on \($0)" } ?? "")
        }
    }

    private func passages(
        through rules: FirewallRuleset
    ) -> [(FirewallProof, FirewallPassage)] {
        let tables = FirewallTables(rules)
        return proofs.filter { $0.packet.destination.address.family == rules.family }.map {
            ($0, FirewallPassage($0.packet, through: tables) { _ in true })
        }
    }
}
