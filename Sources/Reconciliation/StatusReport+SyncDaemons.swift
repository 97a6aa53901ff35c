import Model

extension StatusReport {
    /// The sync daemons: wanted and running ones.
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

    /// Why an interface carries no messages; nil: it does.
    private func fault(of interface: String) -> String? {
        guard observed.interfaces.contains(interface) else {
            return observed.interfaces.isEmpty ? nil : "there is no interface \(interface)"
        }
        return observed.silentInterfaces[interface].map { "\(interface) \($0.rawValue)" }
    }
}
