import Addresses
import Model

/// The next action for a destination of ours that is not desired.
enum Departure: Equatable {
    /// Set its weight to 0 and record the start of the drain in the ledger.
    case begin(since: Moment, deadline: Moment?)
    /// Wait until its connections end.
    case wait(since: Moment, deadline: Moment?)
    /// Remove it, cutting this many connections.
    case leave(cutting: Int)

    /// Returns the next action.
    ///
    /// Zero connections at the last look are no reason to remove a destination that still has a
    /// weight: a client may have connected since. Its weight is set to 0 first, and a later pass
    /// removes it.
    init(
        of found: ObservedDestination, since recorded: Moment?, policy: DrainPolicy,
        waitsForTemplates: Bool, now: Moment
    ) {
        let open = found.connections.open
        let isQuiet = found.destination.weight == 0
        // A record from the future predates a reboot of the host, which restarted the clock.
        let since = recorded.flatMap { $0 <= now ? $0 : nil }
        let limit = (since ?? now).adding(seconds: policy.timeout)
        let isOverdue = limit <= now
        let templates = waitsForTemplates && !isOverdue ? found.connections.persistent : 0

        if isOverdue && policy.onTimeout == .remove {
            self = .leave(cutting: open)
        } else if isQuiet && open == 0 && templates == 0 {
            self = .leave(cutting: 0)
        } else {
            // With `keep` only the wait for templates ends.
            let deadline = policy.onTimeout == .remove || (open == 0 && !isOverdue) ? limit : nil
            if let since, isQuiet {
                self = .wait(since: since, deadline: deadline)
            } else {
                self = .begin(since: since ?? now, deadline: deadline)
            }
        }
    }
}
