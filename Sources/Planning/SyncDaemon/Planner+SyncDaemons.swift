import Model

extension Planner {
    /// Plans the daemons that synchronise connections.
    ///
    /// A daemon of ours that is not in the document is stopped; a foreign daemon stays.
    mutating func planSyncDaemons() {
        guard observed.scope.covers(.syncDaemon), observed.scope.covers(.address) else { return }
        if stopsForPorts() { return }
        for state in SyncDaemon.State.allCases {
            let found = observed.syncDaemons[state]
            if let wanted = desired.syncDaemons[state] {
                if !wanted.isFulfilled(by: found) || isStale(wanted) || needsBuffer(state) {
                    start(wanted, instead: found)
                }
            } else if let found {
                if isForeign(state) {
                    notes.append(
                        "another program runs the \(StepSubject.syncDaemon(state)) on"
                            + " \(found.settings.interface): it stays")
                } else {
                    phases.add(.syncDaemon(.stop(found)))
                }
            }
        }
    }

    /// Whether a running daemon was started on a former interface of the same name, or with a
    /// length that is no longer set.
    private func isStale(_ wanted: SyncDaemon) -> Bool {
        guard let entry = observed.ledger.syncDaemons[wanted.state] else { return false }
        let number = observed.interfaceNumbers[wanted.settings.interface]
        if let link = entry.link, let number, link != number { return true }
        return entry.maximumLength != nil && wanted.settings.maximumLength == nil
    }

    private mutating func start(_ wanted: SyncDaemon, instead found: SyncDaemon?) {
        let interface = wanted.settings.interface
        var reason: String?
        if !observed.interfaces.contains(interface) {
            reason = "there is no interface \(interface)"
        } else if observed.silentInterfaces[interface] == .down {
            reason = "\(interface) is down"
        }
        if let reason {
            waiting.insert(.syncDaemon(wanted.state))
            notes.append("the \(StepSubject.syncDaemon(wanted.state)) has to wait: \(reason)")
            return
        }
        let entry = StartedDaemon(
            link: observed.interfaceNumbers[interface],
            maximumLength: wanted.settings.maximumLength, ports: ports(atStartOf: wanted.state),
            since: desired.now, socketSize: upcoming(.syncSocketSize))
        phases.add(
            .syncDaemon(found.map { .restart(wanted, from: $0, entry) } ?? .start(wanted, entry)))
    }
}
