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
                input.insert(
                    contentsOf: Self.admissions(of: key, in: found), at: input.count - 1)
                chains[.input] = input
            }
            guard case .mark(let number, _) = key else { continue }
            let marks = found?.chains[.marks]?.filter { $0.target == .mark(FirewallMark(number)) }
            // The last mark counts: that of the document, for new connections.
            for rule in (marks ?? []).reversed() where chains[.marks]?.contains(rule) != true {
                chains[.marks, default: []].insert(rule, at: 0)
            }
        }
        let wanted = FirewallRuleset(family, chains)
            .adopting(found, forms: observed.firewallForms[family] ?? [:])
        return wanted.count > 0 ? wanted : nil
    }

    /// Returns the rules that admit the clients of a service that leaves: those that were admitted
    /// before, or all where there was no lock-down.
    private static func admissions(
        of key: ServiceKey, in found: FirewallRuleset?
    ) -> [FirewallRule] {
        var wanted = FirewallRule.admission(of: key)
        wanted.comment = "leaves"
        guard let input = found?.chains[.input] else { return [wanted] }
        var admissions: [FirewallRule] = []
        for var rule in input {
            let source = rule.source
            rule.source = nil
            rule.comment = wanted.comment
            guard rule == wanted else { continue }
            rule.source = source
            if !admissions.contains(rule) { admissions.append(rule) }
        }
        return admissions
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

    /// Returns the things that can't be proven, because only the kernel evaluates a line of the
    /// document, a sentence each.
    func doubts(about rules: FirewallRuleset) -> [String] {
        // All other rules are decided.
        let hasLines = rules.chains.values.joined().contains { $0.isWritten && !$0.isLimit }
        guard hasLines else { return [] }
        return passages(through: rules).compactMap { proof, passage in
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
