/// The handling of deadlines, met or missed.
extension Election {
    /// As active: gives the role up if no advertisement was sent for longer than a backup of any
    /// priority waits.
    ///
    /// Runs before any event, because the role is lost by then.
    mutating func noticeStarvation(_ now: Moment) {
        if case .resigning = handover?.stage { return }
        guard role == .active, let last = advertisedAt, now - last > settings.interval * 3
        else { return }
        actions.append(.starved(by: now - last - settings.interval))
        let hadPeers = peers.values.contains { isLive($0, last) || ($0.lastHeard ?? last) > last }
        becomeBackup(.starved, following: nil, interval: settings.interval, now)
        if !hadPeers {
            deadlines.down =
                now + settings.interval
                + settings.skew(priority: priority, interval: settings.interval)
        }
    }

    mutating func runTimers(_ now: Moment) {
        guard role != .stopped else { return }
        runAnnouncements(now)
        if let pulse = deadlines.pulse, pulse <= now { beat(pulse, now) }
        if let retry = deadlines.retry, retry <= now { retryNow(now) }
        if let takeover = deadlines.takeover, takeover <= now {
            takeoverFrom = nil
            deadlines.takeover = nil
        }
        if let resigned = deadlines.resignation, resigned <= now { settleResignation() }
        if let handover = deadlines.handover, handover <= now { handoverTimedOut(now) }
        if let down = deadlines.down, down <= now, role == .backup { silenceEnded(down, now) }
    }

    /// The periodic advertisement and report.
    ///
    /// A late one does not shift those after it, unless it was late by more than the interval.
    private mutating func beat(_ due: Moment, _ now: Moment) {
        let next = due + settings.interval
        deadlines.pulse = next > now ? next : now + settings.interval
        mustPublish = true
        endSilentConflicts(now)
        guard role == .active else { return }
        if case .resigning = handover?.stage { return }
        advertise(now)
    }

    private mutating func retryNow(_ now: Moment) {
        deadlines.retry = nil
        guard handover != nil || takeoverFrom != nil || resignation != nil else { return }
        mustPublish = true
        if case .resigning(let repeats) = handover?.stage {
            // Once more, since one may be lost; not later, since each restarts the skew time.
            if repeats < 2 { advertise(priority: 0, now) }
            handover?.stage = .resigning(repeats: repeats + 1)
        }
        deadlines.retry = now + settings.retry
    }

    private mutating func runAnnouncements(_ now: Moment) {
        guard let due = deadlines.announcements.last(where: { $0 <= now }) else { return }
        deadlines.announcements.removeAll { $0 <= now }
        actions.append(.announce)
        if deadlines.announcements.isEmpty, let period = settings.announcementPeriod {
            deadlines.announcements = [max(due + period, now)]
        }
    }

    /// The active router was silent for long enough, if this process was awake to hear it.
    ///
    /// After a deadline that was missed by more than an interval, packets may have been lost: this
    /// node waits once for one more advertisement.
    private mutating func silenceEnded(_ due: Moment, _ now: Moment) {
        if now - due > followedInterval, !isDownPostponed {
            actions.append(.starved(by: now - due))
            isDownPostponed = true
            deadlines.down =
                now + followedInterval
                + settings.skew(priority: priority, interval: followedInterval)
            return
        }
        guard isUsable else {
            deadlines.down = now + followedInterval
            return
        }
        var old: NodeID?
        if case .node(let node)? = followed, var peer = peers[node] {
            if isLive(peer, now), peer.report.role == .active, preemptAt != nil {
                old = node
            } else {
                // Not heard: the next report must not list it.
                peer.heard = [:]
                peers[node] = peer
            }
        }
        let cause: RoleCause = old == nil ? .silence : .preempted
        becomeActive(cause, from: old, now)
    }
}
