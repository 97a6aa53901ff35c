/// New settings for a running election.
extension Election {
    /// Replaces the settings and keeps the role.
    ///
    /// A shorter interval applies to the next advertisement; a backup waits by the interval of the
    /// active router, which its next packet carries. Everything else is compared after each event.
    mutating func replaceSettings(_ new: ElectionSettings, _ now: Moment) {
        let old = settings
        settings = new
        settings.routerID = old.routerID
        settings.node = old.node
        settings.session = old.session
        linksDown.formIntersection(new.links.map(\.id))
        guard role != .stopped, new != old else { return }
        mustPublish = true
        if case .offering(let node) = handover?.stage, !isMember(node) { continueHandover(now) }
        if new.preemptDelay != old.preemptDelay { preemptAt = nil }
        guard new.interval != old.interval else { return }
        let next = now + new.interval
        deadlines.pulse = deadlines.pulse.map { min($0, next) }
        if role == .active { advertise(now) }
        if role == .backup, followed == nil { followedInterval = new.interval }
    }
}
