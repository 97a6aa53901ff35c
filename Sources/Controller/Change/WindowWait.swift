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
    ///   - accepted: the time at which the confirmed document was accepted; nil: unknown.
    ///   - now: milliseconds since 1970.
    package static func pending(
        _ edit: Spec, under confirmed: Spec, after former: Spec,
        accepted: @autoclosure () -> Int64? = nil, now: Int64 = wallClock()
    ) -> PendingEdit? {
        let windows = confirmed.safety.windows
        guard !windows.isEmpty, ServerOperation.differing(from: former, to: edit) == nil else {
            return nil
        }
        if let doubt = doubt(about: now, accepted()) {
            var edit = PendingEdit(since: now, opens: nil)
            edit.obstacle = doubt
            return edit
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

    /// Returns why the clock of the host decides about no window; nil: it does.
    ///
    /// A host without a battery begins in 1970, until a time server has answered.
    private static func doubt(about now: Int64, _ accepted: Int64?) -> String? {
        let sentence = "the clock of this host is at \(timestamp(now))"
        if now < earliest { return sentence + ", so it was never set" }
        guard let accepted, now < accepted - setting else { return nil }
        return sentence + ", and the document in force was accepted at \(timestamp(accepted))"
    }

    /// The beginning of 2020, before which no host had this program.
    private static let earliest: Int64 = 1_577_836_800_000
    /// The time by which a clock may be set back: one day.
    private static let setting: Int64 = 86_400_000
}
