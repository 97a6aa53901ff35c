import Model

extension StatusReport {
    /// The daemons that synchronise connections, wanted ones and those that run.
    func syncDaemons() -> [SyncDaemonStatus] {
        SyncDaemon.State.allCases.compactMap { state in
            let (want, got) = (desired.syncDaemons[state], observed.syncDaemons[state])
            guard want != nil || got != nil else { return nil }
            return SyncDaemonStatus(
                state: state, want: want?.settings, got: got?.settings,
                isForeign: want == nil && observed.ledger.syncDaemons[state] == nil)
        }
    }
}
