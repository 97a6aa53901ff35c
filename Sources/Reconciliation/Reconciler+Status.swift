import Addresses
import Model
import Planning

extension Reconciler {
    /// What the loop knows now, from which status and explanations are made elsewhere.
    ///
    /// It costs the loop nothing: the parts are shared, not copied.
    public func snapshot() -> LoopSnapshot {
        LoopSnapshot(
            controller: ControllerStatus(
                version: settings.version, processID: settings.processID, started: started,
                managesAddresses: settings.managesAddresses),
            now: clock(), document: document, standIn: standIn, lastPass: lastPass, spec: spec,
            desired: desired, observed: observed, plan: plan, retries: retries,
            verdicts: verdicts, feedback: feedback, quorums: quorums,
            failures: [keepingFailure, hostFailure, ledgerFailure].compactMap(\.self)
                + [isLedgerRead ? nil : unreadLedger].compactMap(\.self) + fileFailures
                + pages.failures,
            stalledChecks: stalledChecks, events: history.events, withheld: withheld)
    }

    /// Returns the wanted and the last observed state; made outside the loop's thread.
    public nonisolated func status() async -> Status {
        await snapshot().status()
    }

    /// How many looks in a row may follow at once on the loop's own edits: weight to zero, server
    /// out, service out, and one to see that it is so.
    private static let verificationLimit = 4

    /// How long to wait, and what for.
    ///
    /// Small tables are looked at more often than the interval says, so that drift is healed at
    /// once; a look may cost at most a two-hundredth of one processor, up to the interval.
    func nextLook() -> (delay: Duration, reason: Wake) {
        if verify != nil && verifications < Self.verificationLimit { return (.zero, .verification) }
        var period = min(settings.interval, max(.milliseconds(500), fullLookCost * 200))
        if hostFailure != nil { period = settings.interval }
        let elapsed = lastFullLook.map { ContinuousClock.now - $0 } ?? .zero
        var delay = max(.zero, period - elapsed)
        let now = clock()
        // What was due at the last look had its turn there: looking again at once would spin.
        let moments = [
            plan.nextDeadline(after: lastFullMoment), retries.next(after: lastFullMoment),
            announcements.next(after: lastFullMoment),
        ]
        for moment in moments.compactMap({ $0 }) {
            let left = Duration.milliseconds(max(0, moment.milliseconds - now.milliseconds))
            delay = min(delay, max(left, .milliseconds(20)))
        }
        return (delay, .periodic)
    }
}
