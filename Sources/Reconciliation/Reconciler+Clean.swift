import Model

extension Reconciler {
    /// Removes all that Ballast owns, at once and without draining, for a host that leaves service.
    public func clean() {
        var owned = ledger
        for key in owned.services.keys { owned.services[key]?.drain = DrainPolicy(timeout: 0) }
        let nothing = Desired(
            addresses: settings.managesAddresses ? [] : nil, carriesAddresses: false,
            ownership: .shared, now: clock())
        do {
            var pass = try Pass(looking: .everything, at: &host, desired: nothing, ledger: owned)
            pass.apply(to: &host, store: &store)
            ledger = pass.ledger
            let failed = pass.outcomes.filter { !$0.succeeded }.map(\.step.description)
            if !failed.isEmpty { emit(.failed, "could not remove everything", failed) }
        } catch {
            emit(.failed, "\(error)")
        }
    }
}
