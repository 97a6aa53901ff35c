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
        return now.milliseconds - since.milliseconds >= round
    }

    /// The time of a round, in milliseconds.
    private var round: Int64 {
        ConnectionSync.round(of: observed.sysctls[.syncRefreshPeriod])
    }

    /// The link of the backup daemon; nil: the document has none.
    var connectionLink: NodeFitness.ConnectionLink? {
        desired?.syncDaemons[.backup].map {
            NodeFitness.ConnectionLink(
                interface: $0.settings.interface, round: .milliseconds(round))
        }
    }
}
