import Model

extension Reconciler {
    /// Removes all objects that Ballast owns, at once and without draining.
    public func clean() {
        var ledger = owned.ledger
        for key in ledger.services.keys { ledger.services[key]?.drain = DrainPolicy(timeout: 0) }
        let nothing = Desired(
            addresses: settings.managesAddresses ? [] : nil, carriesAddresses: false,
            ownership: .shared, now: surroundings.clock())
        do {
            var pass = try Pass(
                looking: .everything, at: &ports.host, desired: nothing, ledger: ledger)
            ports.apply(&pass)
            if let failure = owned.update(from: pass, in: ports.store) { emit([failure]) }
            let failed = pass.outcomes.filter { !$0.succeeded }.map(\.step.description)
            if !failed.isEmpty {
                emit([EventDraft(.failed, "could not remove everything", failed)])
            }
        } catch {
            emit([EventDraft(.failed, "\(error)")])
        }
    }
}
