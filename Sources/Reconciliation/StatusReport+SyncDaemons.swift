import Model

extension StatusReport {
    /// Returns the desired and the running sync daemons.
    func syncDaemons() -> [SyncDaemonStatus] {
        SyncDaemon.State.allCases.compactMap { state in
            let (want, got) = (desired.syncDaemons[state], observed.syncDaemons[state])
            guard want != nil || got != nil else { return nil }
            return SyncDaemonStatus(
                state: state, want: want?.settings, got: got?.settings,
                isForeign: want == nil && observed.ledger.syncDaemons[state] == nil,
                fault: want.flatMap { fault(of: $0.settings.interface) })
        }
    }

    /// The fault of an interface; nil: none.
    private func fault(of interface: String) -> String? {
        guard observed.interfaces.contains(interface) else {
            return observed.interfaces.isEmpty ? nil : "there is no interface \(interface)"
        }
        return observed.silentInterfaces[interface].map { "\(interface) \($0.rawValue)" }
    }
}
