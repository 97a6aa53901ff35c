import Model

extension Planner {
    /// Plans the daemons that synchronise connections.
    ///
    /// A daemon of ours that is not in the document is stopped; a foreign daemon stays.
    mutating func planSyncDaemons() {
        guard observed.scope.covers(.syncDaemon), observed.scope.covers(.address) else { return }
        if hasOtherPorts { return stopForPorts() }
        for state in SyncDaemon.State.allCases {
            let found = observed.syncDaemons[state]
            if let wanted = desired.syncDaemons[state] {
                if !wanted.isFulfilled(by: found) || isStale(wanted) {
                    start(wanted, instead: found)
                }
            } else if let found {
                let isOurs = observed.ledger.syncDaemons[state] != nil
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

    /// Whether a running daemon was started on a former interface of the same name, or with a
    /// length that is no longer set.
    private func isStale(_ wanted: SyncDaemon) -> Bool {
        guard let entry = observed.ledger.syncDaemons[wanted.state] else { return false }
        let number = observed.interfaceNumbers[wanted.settings.interface]
        if let link = entry.link, let number, link != number { return true }
        return entry.maximumLength != nil && wanted.settings.maximumLength == nil
    }

    /// The number of ports in the document, or else in the kernel; nil: unknown.
    private var ports: Int? {
        (desired.sysctls[.syncPorts] ?? observed.sysctls[.syncPorts])?.numbers.first
    }

    /// Whether daemons of ours run with another number of ports.
    private var hasOtherPorts: Bool {
        guard let ports else { return false }
        return observed.syncDaemons.keys.contains { state in
            desired.syncDaemons[state] != nil
                && observed.ledger.syncDaemons[state]?.ports.map { $0 != ports } ?? false
        }
    }

    /// Stops all daemons, because the kernel reads the number of ports only while none runs.
    ///
    /// The next pass starts them.
    private mutating func stopForPorts() {
        for (state, found) in observed.syncDaemons.sorted(by: { $0.key < $1.key }) {
            phases.add(.syncDaemon(.stop(found)))
            waiting.insert(.syncDaemon(state))
        }
        notes.append("the sync daemons stop and start again, because sync_ports has changed")
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
            maximumLength: wanted.settings.maximumLength, ports: ports, since: desired.now)
        phases.add(
            .syncDaemon(found.map { .restart(wanted, from: $0, entry) } ?? .start(wanted, entry)))
    }
}
