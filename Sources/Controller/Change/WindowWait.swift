import Files
import Model
import Planning

/// The wait of an edit for a change window.
package enum WindowWait {
    /// Returns the edit as one that waits; nil: it comes into force now.
    ///
    /// An edit of states and weights of servers never waits.
    ///
    /// - Parameters:
    ///   - confirmed: the last confirmed document, whose windows count.
    ///   - former: the document in force.
    ///   - now: milliseconds since 1970.
    package static func pending(
        _ edit: Spec, under confirmed: Spec, after former: Spec, now: Int64 = wallClock()
    ) -> PendingEdit? {
        let windows = confirmed.safety.windows
        guard !windows.isEmpty, ServerOperation.differing(from: former, to: edit) == nil else {
            return nil
        }
        // A time zone that can't be read has windows that never open.
        let schedule = WindowSchedule(windows) { try? TimeZoneFile.rules(of: $0) }
        let second = now / 1_000
        guard !schedule.isOpen(at: second) else { return nil }
        let opening = schedule.opening(at: second)
        return PendingEdit(
            since: now, opens: opening.map { $0 * 1_000 },
            localTime: opening.flatMap { schedule.words(for: $0) })
    }
}
