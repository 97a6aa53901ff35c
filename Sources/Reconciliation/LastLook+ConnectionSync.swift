import Model

extension LastLook {
    /// Whether the backup daemon has run for a round of the master's connections; true without one
    /// in the document.
    ///
    /// The kernel has no message that ends a round, so its time decides.
    func knowsConnections(at now: Moment) -> Bool {
        guard let wanted = desired, wanted.syncDaemons[.backup] != nil else { return true }
        guard observed.syncDaemons[.backup] != nil else { return false }
        // A daemon of another program, or of an earlier release, runs for an unknown time. A start
        // in the future was before a restart of the host.
        guard let since = observed.ledger.syncDaemons[.backup]?.since, since <= now else {
            return true
        }
        let round = ConnectionSync.round(of: observed.sysctls[.syncRefreshPeriod])
        return now.milliseconds - since.milliseconds >= round
    }
}
