import Addresses
import Model

/// What is to be done with a destination of ours that is not desired.
enum Departure: Equatable {
    /// Its weight is set to 0, and the ledger notes since when it leaves.
    case begin(since: Moment, deadline: Moment?)
    /// It waits for its connections to end.
    case wait(since: Moment, deadline: Moment?)
    /// It is removed; this many connections are cut.
    case leave(cutting: Int)

    /// The next thing to do.
    ///
    /// A destination that still has a weight is never removed because it had no connections when it
    /// was looked at: one may have come since. It gets weight 0 first and goes at the next look.
    init(
        of found: ObservedDestination, since recorded: Moment?, policy: DrainPolicy,
        waitsForTemplates: Bool, now: Moment
    ) {
        let open = found.connections.open
        let isQuiet = found.destination.weight == 0
        // A record from the future is from before a restart of the host: its clock began anew.
        let since = recorded.flatMap { $0 <= now ? $0 : nil }
        let limit = (since ?? now).adding(seconds: policy.timeout)
        let isOverdue = limit <= now
        let templates = waitsForTemplates && !isOverdue ? found.connections.persistent : 0

        if isOverdue && policy.onTimeout == .remove {
            self = .leave(cutting: open)
        } else if isQuiet && open == 0 && templates == 0 {
            self = .leave(cutting: 0)
        } else {
            // With `keep` only the wait for templates has an end.
            let deadline = policy.onTimeout == .remove || (open == 0 && !isOverdue) ? limit : nil
            if let since, isQuiet {
                self = .wait(since: since, deadline: deadline)
            } else {
                self = .begin(since: since ?? now, deadline: deadline)
            }
        }
    }
}
