import Model

extension Planner {
    /// The daemons that synchronise connections.
    ///
    /// A daemon that the document does not name is stopped when it is ours: nil in `desired` leaves
    /// those of other programs alone.
    mutating func planSyncDaemons() {
        guard observed.scope.covers(.syncDaemon) else { return }
        for state in SyncDaemon.State.allCases {
            let found = observed.syncDaemons[state]
            if let wanted = desired.syncDaemons[state] {
                if !wanted.isFulfilled(by: found) { start(wanted, instead: found) }
            } else if let found {
                let isOurs = observed.ledger.owned.contains(.syncDaemon(state))
                if isOurs || desired.ownership == .exclusive {
                    phases.add(.syncDaemon(.stop(found)))
                } else {
                    notes.append(
                        "another program runs the \(StepSubject.syncDaemon(state)) on"
                            + " \(found.settings.interface): it stays")
                }
            }
        }
    }

    private mutating func start(_ wanted: SyncDaemon, instead found: SyncDaemon?) {
        let interface = wanted.settings.interface
        guard observed.interfaces.contains(interface) || !observed.scope.covers(.address) else {
            waiting.insert(.syncDaemon(wanted.state))
            notes.append(
                "the \(StepSubject.syncDaemon(wanted.state)) has to wait: there is no interface"
                    + " \(interface)")
            return
        }
        phases.add(.syncDaemon(found.map { .restart(wanted, from: $0) } ?? .start(wanted)))
    }
}
