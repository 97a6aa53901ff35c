/// Two active nodes at once.
extension Election {
    /// As active: another active router is heard.
    ///
    /// The loser removes the addresses at once. The winner announces them again at once, since
    /// clients and switches may have learned the other; and the loser's report makes it announce
    /// them once more, when they are certainly gone there.
    ///
    /// - Parameter isDeaf: whether the other one has not heard this node for an interval. It
    ///   can't learn that it lost, so this node yields whatever the priorities.
    mutating func contest(
        _ rival: Rival, interval: Duration, age: Duration, wins: Bool, isDeaf: Bool,
        _ now: Moment
    ) {
        noteConflict(rival, interval: interval, age: age, now)
        if isDeaf || !wins {
            let cause: RoleCause = wins ? .unheard : .outranked
            becomeBackup(cause, following: rival, interval: interval, now)
        } else {
            assertRole(now)
        }
    }

    /// Notes that another router is or was active at the same time, and since when.
    mutating func noteConflict(
        _ rival: Rival, interval: Duration, age: Duration, _ now: Moment
    ) {
        let ours = activeSince.map { now - $0 } ?? .zero
        var conflict =
            conflicts[rival]
            ?? Conflict(since: now - min(age, ours), heard: now, interval: interval)
        conflict.heard = now
        // An ordinary takeover has an overlap too, a short one.
        if !conflict.isReported, now - conflict.since > settings.interval * 2 {
            conflict.isReported = true
            actions.append(.splitBrain(.found(rival)))
        }
        conflicts[rival] = conflict
    }

    /// The time for which a node had the role while this one had it too, by its first report after
    /// that time.
    ///
    /// The same time in the role began before the report that was received earlier, so its length
    /// gives its end. A time that began while the node was not heard counts as a whole.
    func overlap(with report: Report, after earlier: Report, at heard: Moment, _ now: Moment)
        -> Duration
    {
        guard let activeSince else { return .zero }
        guard report.session == earlier.session, report.takeovers == earlier.takeovers else {
            return min(report.activeFor, now - activeSince)
        }
        let begin = heard - earlier.activeFor
        let end = min(now, begin + report.activeFor)
        return max(.zero, end - max(begin, activeSince))
    }

    /// The other active routers that are heard for longer than a takeover needs.
    public var rivals: Set<Rival> { Set(conflicts.filter(\.value.isReported).keys) }

    /// Advertises and announces at once, but no more often than every half interval.
    ///
    /// **Source:** RFC 9568 section 6.4.3, steps 715 and 790.
    mutating func assertRole(_ now: Moment) {
        guard assertAt.map({ $0 <= now }) ?? true else { return }
        assertAt = now + min(settings.interval / 2, .milliseconds(100))
        advertise(now)
        announce(now)
        mustPublish = true
    }

    mutating func endConflicts(_ now: Moment, where isMeant: (Rival) -> Bool) {
        for (rival, conflict) in conflicts where isMeant(rival) {
            conflicts[rival] = nil
            let length = now - conflict.since
            if conflict.isReported {
                actions.append(.splitBrain(.ended(rival, length: length)))
            }
        }
    }

    /// Ends conflicts with routers that are silent.
    mutating func endSilentConflicts(_ now: Moment) {
        let silent = conflicts.filter {
            now - $0.value.heard > ElectionSettings.silence(of: $0.value.interval)
        }
        endConflicts(now) { silent[$0] != nil }
    }
}
