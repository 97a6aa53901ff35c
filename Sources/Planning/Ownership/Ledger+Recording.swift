import Addresses
import Model

extension Ledger {
    /// Returns the ledger that must be on disk before the steps are applied.
    ///
    /// Every desired service has an entry with its present drain policy, including existing ones:
    /// the document names them, so they are ours. A service that waits for a proxy gets its entry
    /// when it is created. A desired destination no longer leaves. Held servers outside `scope`
    /// keep their entries, because they were not observed.
    public func recording(
        _ steps: [Step], desired: Desired, scope: Scope = .everything
    ) -> Ledger {
        var ledger = self
        for key in scope.keys(in: desired.services) {
            guard let wanted = desired.services[key],
                ledger.services[key] != nil || !desired.leavesToProxy(wanted)
            else { continue }
            var entry = ledger.services[key] ?? LedgerEntry()
            entry.keep(wanted)
            // Unchanged entries are not written, so that both ledgers share them.
            if entry != ledger.services[key] { ledger.services[key] = entry }
            if !(wanted.held.isEmpty && ledger.held.isEmpty) {
                ledger.held[key] = wanted.held.isEmpty ? nil : wanted.held
            }
        }
        for step in steps { step.planned.enter(in: &ledger, desired) }
        return ledger
    }

    /// Returns the ledger after the outcomes, without objects that the steps did not add.
    ///
    /// `earlier` is the ledger before the steps were recorded: its entries stay.
    public func correcting(_ outcomes: [Outcome], earlier: Ledger) -> Ledger {
        var ledger = self
        for outcome in outcomes where outcome.result != .done {
            outcome.step.planned.withdraw(from: &ledger, earlier: earlier)
        }
        return ledger
    }

    /// Returns the ledger without services that are neither desired nor on the host, and without
    /// addresses that are not on the host or have a foreign origin.
    ///
    /// Entries outside the scope of `observed` are kept, because their state is unknown.
    public func pruned(observed: Observed, desired: Desired) -> Ledger {
        var ledger = self
        for (key, entry) in services where observed.scope.covers(key) {
            let found = observed.services[key]
            if found == nil && desired.services[key] == nil {
                ledger.services[key] = nil
                continue
            }
            for endpoint in entry.draining.keys where found?.destinations[endpoint] == nil {
                ledger.services[key]?.draining[endpoint] = nil
            }
        }
        for key in held.keys where observed.scope.covers(key) && desired.services[key] == nil {
            ledger.held[key] = nil
        }
        for domain in Domain.allCases where observed.scope.covers(domain) {
            ledger.prune(domain, observed: observed, desired: desired)
        }
        return ledger
    }

    /// Removes the addresses that are not on the host or have a foreign origin.
    mutating func pruneAddresses(observed: Observed) {
        addresses = addresses.filter {
            observed.addresses[$0] != nil && observed.addresses[$0] != .foreign
        }
    }
}

extension LedgerEntry {
    mutating func keep(_ wanted: DesiredService) {
        drain = wanted.drain
        if let name = wanted.name { self.name = name }
        if outByHand ?? [] != wanted.outByHand { outByHand = wanted.outByHand }
        // A fallback that is held while others are awaited is still a fallback.
        if fallback.map({ wanted.destinations[$0] == nil }) ?? true || wanted.fallback != nil {
            fallback = wanted.fallback
        }
        guard !draining.isEmpty else { return }
        for endpoint in draining.keys where wanted.destinations[endpoint] != nil {
            draining[endpoint] = nil
        }
    }
}
