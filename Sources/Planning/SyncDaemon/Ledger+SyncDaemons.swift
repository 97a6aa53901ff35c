import Model

extension Ledger {
    /// Removes the daemons that do not run.
    mutating func pruneSyncDaemons(observed: Observed) {
        syncDaemons = syncDaemons.filter { observed.syncDaemons[$0.key] != nil }
    }
}
