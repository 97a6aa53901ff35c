import Model

/// The sysctls that a sync daemon reads when it starts.
///
/// The number of ports is read while no daemon runs, the size of the socket buffer by each daemon.
/// Source: `net/netfilter/ipvs/ip_vs_sync.c`, `start_sync_thread`, `make_send_sock`.
extension Planner {
    /// Stops our daemons if they run with another number of ports; the next pass starts them.
    ///
    /// While a daemon of another program runs, a stop would have no effect.
    ///
    /// - Returns: whether they stop.
    mutating func stopsForPorts() -> Bool {
        guard let ports = wanted(.syncPorts) else { return false }
        let differing = observed.syncDaemons.keys.filter { state in
            desired.syncDaemons[state] != nil
                && observed.ledger.syncDaemons[state]?.ports.map { $0 != ports } ?? false
        }
        guard !differing.isEmpty else { return false }
        if let other = observed.syncDaemons.keys.sorted().first(where: isForeign) {
            guard desired.sysctls[.syncPorts] != nil else { return false }
            waiting.formUnion(differing.map(StepSubject.syncDaemon))
            notes.append(
                "sync_ports \(ports) has to wait: another program runs the"
                    + " \(StepSubject.syncDaemon(other)), and the kernel reads the number only"
                    + " while no sync daemon runs")
            return false
        }
        guard isSet(.syncPorts) else {
            waiting.formUnion(differing.map(StepSubject.syncDaemon))
            notes.append("the sync daemons stop and start again, once sync_ports is \(ports)")
            return false
        }
        for (state, found) in observed.syncDaemons.sorted(by: { $0.key < $1.key }) {
            phases.add(.syncDaemon(.stop(found)))
            waiting.insert(.syncDaemon(state))
        }
        notes.append("the sync daemons stop and start again, because sync_ports has changed")
        return true
    }

    /// Whether a running daemon must start again for the size of its socket buffer.
    ///
    /// It waits until the kernel has the size: a size that can't be set stops no daemon.
    mutating func needsBuffer(_ state: SyncDaemon.State) -> Bool {
        guard observed.syncDaemons[state] != nil, let size = wanted(.syncSocketSize),
            let former = observed.ledger.syncDaemons[state]?.socketSize, former != size
        else { return false }
        let subject = StepSubject.syncDaemon(state)
        guard isSet(.syncSocketSize) else {
            waiting.insert(subject)
            notes.append("the \(subject) starts again, once sync_sock_size is \(size)")
            return false
        }
        notes.append("the \(subject) starts again, because sync_sock_size has changed")
        return true
    }

    /// Whether another program runs the daemon of a state.
    func isForeign(_ state: SyncDaemon.State) -> Bool {
        desired.syncDaemons[state] == nil && observed.ledger.syncDaemons[state] == nil
            && desired.ownership != .exclusive
    }

    /// Returns the number of ports of a daemon that starts; nil: unknown.
    ///
    /// Beside a running daemon it is that daemon's number. The number of a foreign daemon is
    /// assumed to be the present value of the sysctl.
    func ports(atStartOf state: SyncDaemon.State) -> Int? {
        guard let other = observed.syncDaemons.keys.first(where: { $0 != state }) else {
            return upcoming(.syncPorts)
        }
        return observed.ledger.syncDaemons[other]?.ports
            ?? observed.sysctls[.syncPorts]?.numbers.first
    }

    /// Returns the value that the kernel has after this plan's settings; nil: unknown.
    func upcoming(_ sysctl: Sysctl) -> Int? {
        for case .setting(.setSysctl(sysctl, let value, _)) in phases[.preparation] {
            return value.numbers.first
        }
        return observed.sysctls[sysctl]?.numbers.first
    }

    /// Returns the value in the document, or else in the kernel; nil: unknown.
    private func wanted(_ sysctl: Sysctl) -> Int? {
        (desired.sysctls[sysctl] ?? observed.sysctls[sysctl])?.numbers.first
    }

    /// Whether the kernel has the value of the document.
    private func isSet(_ sysctl: Sysctl) -> Bool {
        observed.sysctls[sysctl]?.numbers.first == wanted(sysctl)
    }
}
