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
    /// packets keep their firewall mark, except at places where another service of the host
    /// listens: a mark precedes it, and the service that leaves takes no new connections. IPVS
    /// finds established connections without their mark.
    ///
    /// Written rules have the form of the host, so that equal ones are equal.
    func rules(
        of family: AddressFamily, leaving: Set<ServiceKey>, at observed: Observed
    ) -> FirewallRuleset? {
        let found = observed.firewall[family]
        var chains = rules[family]?.chains ?? [:]
        let gone = leaving.filter { $0.family == family }.sorted()
        if let input = chains[.input], isLockedDown, !gone.isEmpty {
            let admissions = Self.admissions(of: gone, in: found)
            chains[.input]?.insert(contentsOf: admissions, at: input.count - 1)
        }
        // The last mark counts: that of the document, for new connections.
        let marks = Self.marks(of: gone, in: found, besides: chains[.marks] ?? [])
            .compactMap { rule in
                rule.yielding { observed.services[$0] != nil && !leaving.contains($0) }
            }
        if !marks.isEmpty { chains[.marks, default: []].insert(contentsOf: marks, at: 0) }
        let wanted = FirewallRuleset(family, chains)
            .adopting(found, forms: observed.firewallForms[family] ?? [:])
        return wanted.count > 0 ? wanted : nil
    }

    /// Returns the rules that admit the clients of services that leave: those that were admitted
    /// before, or all where there was no lock-down.
    private static func admissions(
        of keys: [ServiceKey], in found: FirewallRuleset?
    ) -> [FirewallRule] {
        func wanted(_ key: ServiceKey) -> FirewallRule {
            FirewallRule.admission(of: key).leaving
        }
        guard let input = found?.chains[.input] else { return keys.map(wanted) }
        let places: [FirewallRule: [FirewallRule]] = Dictionary(
            grouping: input.map(\.leaving), by: \.fromEveryone)
        return keys.flatMap { key -> [FirewallRule] in
            var seen: Set<FirewallRule> = []
            return (places[wanted(key)] ?? []).filter { seen.insert($0).inserted }
        }
    }

    /// Returns the rules on the host that mark packets of services that leave, without those that
    /// the document has.
    private static func marks(
        of keys: [ServiceKey], in found: FirewallRuleset?, besides own: [FirewallRule]
    ) -> [FirewallRule] {
        guard let rules = found?.chains[.marks], !keys.isEmpty else { return [] }
        let byTarget = Dictionary(grouping: rules, by: \.target)
        var seen = Set(own)
        var marks: [FirewallRule] = []
        for case .mark(let number, _) in keys {
            for rule in byTarget[.mark(FirewallMark(number))] ?? []
            where seen.insert(rule).inserted { marks.append(rule) }
        }
        return marks
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
        let index = [FirewallIndex(FirewallTables(rules))]
        return proofs.filter { $0.packet.destination.address.family == rules.family }.map {
            ($0, FirewallPassage($0.packet, through: index) { _ in true })
        }
    }
}

extension FirewallRule {
    /// Returns the rule of a mark without the ports at which a service listens; nil: none is left.
    fileprivate func yielding(to isService: (ServiceKey) -> Bool) -> FirewallRule? {
        guard negated.isEmpty, let destination, !destinationPorts.isEmpty,
            destination == Prefix(host: destination.address),
            let transport = TransportProtocol.allCases.first(where: {
                FirewallProtocol($0) == transport
            })
        else { return self }
        var rest = self
        rest.destinationPorts.removeAll { ports in
            ports.count == 1
                && isService(
                    .listen(transport, Endpoint(destination.address, port: ports.lowerBound)))
        }
        return rest.destinationPorts.isEmpty ? nil : rest
    }

    /// The rule with the comment of a service that leaves.
    fileprivate var leaving: FirewallRule {
        var rule = self
        rule.comment = "leaves"
        return rule
    }

    /// The rule for every source.
    fileprivate var fromEveryone: FirewallRule {
        var rule = self
        rule.source = nil
        return rule
    }
}
