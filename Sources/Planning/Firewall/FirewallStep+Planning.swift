import Addresses
import Model

extension FirewallStep: PlannedStep {
    func apply(to observed: inout Observed) {
        switch self {
        case .load, .narrow, .remove: observed.firewall[family] = rules
        case .clear: observed.firewallSupport?.strays[family] = nil
        case .fill(let set, let content, _):
            observed.firewallSets[set.name, default: FirewallSetState()].count = content.count
        case .empty(let name, _, _): observed.firewallSets[name]?.count = nil
        }
    }

    func answer(at host: SimulatedHost) -> SimulatedHost.Answer {
        switch self {
        case .load, .narrow, .remove:
            host.state.firewall[family] == rules ? .redundant : .accepted
        case .clear:
            host.state.firewallSupport?.strays[family] == nil ? .redundant : .accepted
        // The content counts too, which the number does not show.
        case .fill: .accepted
        case .empty(let name, _, _):
            host.state.firewallSets[name]?.count == nil ? .redundant : .accepted
        }
    }

    /// The rules in the other variant stay until those that replace them are loaded.
    func reasonToWithhold(_ guardian: AddressGuard) -> String? {
        guard guardian.hasFailed(.firewall(family)) else { return nil }
        switch self {
        case .clear: return "the rules that replace them could not be loaded"
        case .empty: return "the rules without it could not be loaded"
        case .load, .narrow, .remove, .fill: return nil
        }
    }

    /// A file of a blocklist that has changed is a change of the document.
    func isOwn(in look: Look) -> Bool {
        if case .fill(let set, let content, _) = self,
            look.observed.ledger.firewallSets[set.name] != content
        {
            return true
        }
        return look.desired.firewall != look.fulfilled.firewall
    }

    /// The entry stays after a failure: each table is loaded by itself, so some may be in place.
    func enter(in ledger: inout Ledger, _ desired: Desired) {
        if rules != nil { ledger.firewall.insert(family) }
        if case .fill(let set, let content, _) = self { ledger.firewallSets[set.name] = content }
    }

    /// A set that was not filled keeps the entry of its former content.
    func withdraw(from ledger: inout Ledger, earlier: Ledger) {
        guard case .fill(let set, _, _) = self else { return }
        // A set may exist without its content: it is still ours.
        ledger.firewallSets[set.name] = earlier.firewallSets[set.name] ?? FirewallSetContent.none
    }
}

extension Desired {
    /// Derives the wishes of the firewall from the document.
    mutating func deriveFirewall(from spec: Spec) { firewall = FirewallWishes(of: spec) }

    /// Adds the services that left the document and are still on the host.
    ///
    /// An unknown table may still have all of them.
    mutating func admitLeaving(at observed: Observed) {
        // Most hosts have no rules of ours, and this is part of each pass.
        if firewall == nil, observed.ledger.firewall.isEmpty { return }
        let gone = observed.ledger.services.keys.filter { services[$0] == nil }
        if firewall == nil {
            // The packets of a service that drains keep its mark, although nothing else of the
            // firewall stays.
            let marked = gone.filter { key in
                if case .mark = key { observed.services[key] != nil } else { false }
            }
            guard !marked.isEmpty else { return }
            firewall = FirewallWishes(rules: [:], proofs: [], isLockedDown: false)
            firewall?.leaving = Set(marked)
            return
        }
        firewall?.leaving = Set(
            observed.scope.covers(.ipvs) ? gone.filter { observed.services[$0] != nil } : gone)
    }

    /// Whether the rules of the host must be read.
    public var needsFirewall: Bool { firewall != nil }
}

extension Ledger {
    /// Whether the rules of the host must be read.
    public var needsFirewall: Bool {
        isFirewallUnknown || !firewall.isEmpty || !firewallSets.isEmpty
    }

    /// Whether chains with the names of Ballast's are its own.
    func owns(_ family: AddressFamily) -> Bool { isFirewallUnknown || firewall.contains(family) }
}

extension Desired {
    /// Returns the wanted rules of a family on a host; nil: none.
    public func wantedRules(
        of family: AddressFamily, at observed: Observed
    ) -> FirewallRuleset? {
        firewall?.rules(of: family, leaving: firewall?.leaving ?? [], at: observed)
    }
}
