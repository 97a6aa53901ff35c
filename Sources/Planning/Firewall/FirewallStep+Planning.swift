import Addresses
import Model

extension FirewallStep: PlannedStep {
    func apply(to observed: inout Observed) { observed.firewall[family] = rules }

    func answer(at host: SimulatedHost) -> SimulatedHost.Answer {
        host.state.firewall[family] == rules ? .redundant : .accepted
    }

    func isOwn(in look: Look) -> Bool { look.desired.firewall != look.fulfilled.firewall }

    /// The entry stays after a failure: each table is loaded by itself, so some may be in place.
    func enter(in ledger: inout Ledger, _ desired: Desired) {
        if rules != nil { ledger.firewall.insert(family) }
    }
}

extension Desired {
    /// Derives the wishes of the firewall from the document.
    mutating func deriveFirewall(from spec: Spec) { firewall = FirewallWishes(of: spec) }

    /// Adds the services that left the document and are still on the host.
    ///
    /// An unknown table may still have all of them.
    mutating func admitLeaving(at observed: Observed) {
        guard firewall != nil else { return }
        let gone = observed.ledger.services.keys.filter { services[$0] == nil }
        firewall?.leaving = Set(
            observed.scope.covers(.ipvs) ? gone.filter { observed.services[$0] != nil } : gone)
    }

    /// Whether the rules of the host must be read.
    public var needsFirewall: Bool { firewall != nil }
}

extension Ledger {
    /// Whether the rules of the host must be read.
    public var needsFirewall: Bool { !firewall.isEmpty }
}

extension Desired {
    /// Returns the wanted rules of a family on a host; nil: none.
    public func wantedRules(
        of family: AddressFamily, at observed: Observed
    ) -> FirewallRuleset? {
        firewall?.rules(
            of: family, leaving: firewall?.leaving ?? [], beside: observed.firewall[family])
    }
}
