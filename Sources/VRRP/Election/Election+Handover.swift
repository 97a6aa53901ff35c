/// The role given to another node while this one still has the addresses.
///
/// 1. The active node offers the role in its reports, and advertises as before.
/// 2. The other one adds and announces the addresses, and reports that it is active.
/// 3. This node removes its addresses and reports that; the other one announces once more.
///
/// A node that the settings do not name is offered nothing.
///
/// A router that sends no reports gets an advertisement of priority 0, and this node keeps the
/// addresses until it hears the other's, for at most the longest skew time.
extension Election {
    mutating func beginHandover(
        _ reason: HandoverReason, to node: NodeID?, isForced: Bool = false, _ now: Moment
    ) {
        guard role == .active, handover == nil else {
            if reason == .request { actions.append(.handoverFailed(reason)) }
            return
        }
        handover = Handover(
            reason: reason, wanted: node, isForced: isForced, stage: .resigning(repeats: 0))
        continueHandover(now)
    }

    /// Offers the role to the next candidate, or resigns, or gives the handover up.
    mutating func continueHandover(_ now: Moment) {
        guard var current = handover else { return }
        let orphans = current.reason == .stop ? orphans(now) : []
        let known = current.isForced ? backups(now) : candidates(now) + orphans
        let candidates = known.filter {
            !current.tried.contains($0) && (current.wanted ?? $0) == $0
                && (current.reason != .health || isHealthier($0))
        }
        deadlines.retry = now + settings.retry
        if let next = candidates.first {
            current.tried.insert(next)
            current.stage = .offering(next)
            deadlines.handover = now + settings.patience
            mustPublish = true
        } else if current.reason == .stop || current.reason == .standby && !hearsOutsider(now) {
            current.stage = .resigning(repeats: 1)
            let longest = settings.skew(priority: 1, interval: settings.interval)
            deadlines.handover = now + longest + .milliseconds(100)
            deadlines.retry = now + .milliseconds(10)
            mustPublish = true
            advertise(priority: 0, now)
        } else {
            abandonHandover(now)
            return
        }
        handover = current
    }

    /// The time for the current step is over.
    mutating func handoverTimedOut(_ now: Moment) {
        deadlines.handover = nil
        switch (handover?.stage, handover?.reason) {
        case (.resigning, .stop): finish(now)
        case (.resigning, _): abandonHandover(now)
        case (.offering, _): continueHandover(now)
        case (nil, _): break
        }
    }

    private mutating func abandonHandover(_ now: Moment) {
        guard let reason = handover?.reason else { return }
        if case .resigning(let repeats) = handover?.stage, repeats > 0 { advertise(now) }
        handover = nil
        deadlines.handover = nil
        deadlines.retry = nil
        handoverAgainAt = now + settings.interval * 10
        mustPublish = true
        actions.append(.handoverFailed(reason))
    }

    /// Another router has the role and the addresses: removes this node's.
    mutating func handOn(to rival: Rival, interval: Duration, _ now: Moment) {
        guard let reason = handover?.reason else { return }
        handoverAgainAt = nil
        if reason == .stop {
            finish(now)
        } else {
            becomeBackup(.handedOn, following: rival, interval: interval, now)
            favoured = reason == .request ? rival : nil
        }
    }
}
