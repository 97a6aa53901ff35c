import Addresses

/// Reports of other nodes.
extension Election {
    mutating func hear(
        _ report: Report, _ link: LinkID, _ source: IPAddress?, _ now: Moment
    ) {
        guard role != .stopped, report.routerID == settings.routerID else { return }
        guard report.node != settings.node else {
            noteTwin(report, source, now)
            return
        }
        let isNew = peers[report.node] == nil
        guard var peer = peers[report.node] ?? newPeer(report) else { return }
        if report.session == peer.pastSession, peer.isHeard(at: now) {
            notePast(report, source, now)
            return
        }
        let isBack = isNew || !isLive(peer, now) || report.session != peer.report.session
        peer.heard[link] = now
        peer.latest = now
        peer.advertisements = 0
        if isBack { peer.backSince = now }
        if let source {
            peer.sources[link, default: [:]][source.family] = source
            let stranger = recognize(
                .stranger(link: link, source: source.description), report.node)
            if stranger?.isForeign == true, !isMember(report.node) { peer.isForeign = true }
        }
        let earlier = peer.report
        let isNewer =
            isNew || report.session != earlier.session || report.sequence > earlier.sequence
        guard isNewer else {
            peers[report.node] = peer
            return
        }
        if report.session != earlier.session { peer.pastSession = earlier.session }
        let overlap = self.overlap(with: report, after: earlier, at: peer.reportedAt, now)
        peer.report = report
        peer.reportedAt = now
        let hearsUs = report.heard.contains(settings.node)
        // After its silence it may not have had the time to hear us.
        peer.deafSince = hearsUs ? nil : isBack ? now : peer.deafSince ?? now
        let differs =
            report.addressDigest != 0 && settings.addressDigest != 0
            && report.addressDigest != settings.addressDigest
        peer.differsSince = differs ? peer.differsSince ?? now : nil
        peer.probesSince = report.probesSync ? (isBack ? nil : peer.probesSince) ?? now : nil
        peer.unheard = unheard(by: report, before: isBack ? [:] : peer.unheard, now)
        peers[report.node] = peer
        if peer.isForeign { return }
        let wasActive = !isNew && earlier.role == .active
        // It had the role, and perhaps was not heard while it had it.
        let isReleased =
            report.role != .active && (wasActive || report.takeovers != earlier.takeovers)
        switch role {
        case .active:
            hearAsActive(report, overlap: isReleased ? overlap : nil, now)
            // It may have been active while it was not heard, and its clients know it still.
            if isBack, role == .active, report.role != .active { announce(now) }
        case .backup: hearAsBackup(report, after: wasActive ? earlier.intent : nil, now)
        case .faulty, .stopped:
            if report.role == .active, report.intent == .none { settleResignation() }
        }
        heed(report, now)
    }

    /// A peer that was not known, unless there are too many; then one that is silent makes room,
    /// or for a node of the cluster one that is none.
    private mutating func newPeer(_ report: Report) -> Peer? {
        if peers.count >= Report.heardLimit {
            let spare =
                peers.values.first { !isLive($0, clock) }
                ?? peers.values.first {
                    isMember(report.node) && !isMember($0.report.node)
                }
            guard let spare else { return nil }
            peers[spare.report.node] = nil
        }
        return Peer(report: report, heard: [:], latest: clock, reportedAt: clock)
    }

    /// Advertisements that were received before the first report of their sender.
    private mutating func recognize(_ stranger: Rival, _ node: NodeID) -> Stranger? {
        guard let known = strangers.removeValue(forKey: stranger) else { return nil }
        if followed == stranger { followed = .node(node) }
        if let conflict = conflicts.removeValue(forKey: stranger) {
            conflicts[.node(node)] = conflict
        }
        return known
    }

    mutating func settleResignation() {
        resignation = nil
        deadlines.resignation = nil
        deadlines.retry = nil
    }

    /// - Parameter former: the intent of its report before, if it was active then.
    private mutating func hearAsBackup(
        _ report: Report, after former: Report.Intent?, _ now: Moment
    ) {
        let rival = Rival.node(report.node)
        let isOurs = followed == rival || followed == nil
        switch report.intent {
        case .offer(settings.node) where report.role == .active && isOurs && !isStandingBy:
            becomeActive(.handedOver, from: report.node, now)
            noteChoice(report)
        case .resigned(settings.node) where isOurs && !isStandingBy:
            becomeActive(.handedOver, from: report.node, now)
        case .resigned where isOurs:
            expectVacancy(now)
        case .resigned:
            break
        case .none, .offer:
            if report.role == .active {
                let peer = peers[report.node]
                follow(
                    rival, priority: report.priority, interval: report.interval,
                    hearsUs: peer?.deafSince == nil, now)
            } else if let former, isOurs {
                followNext(after: report.node, former, now)
            }
        }
    }

    /// After the active node gave its role up: its successor, if one is heard, or the skew time.
    ///
    /// A node that was offered the role has it, even if its own report is later than this one.
    private mutating func followNext(
        after node: NodeID, _ former: Report.Intent, _ now: Moment
    ) {
        let next = peers.values.first {
            $0.report.node != node && isLive($0, now)
                && ($0.report.role == .active || former == .offer($0.report.node))
        }
        if let next {
            waitForSilence(of: .node(next.report.node), interval: next.report.interval, now)
        } else {
            expectVacancy(now)
        }
    }

    /// - Parameter overlap: the time for which both had the role; nil: the other one had not.
    private mutating func hearAsActive(_ report: Report, overlap: Duration?, _ now: Moment) {
        let rival = Rival.node(report.node)
        guard report.role == .active else {
            guard conflicts[rival] != nil || overlap != nil else { return }
            noteConflict(rival, interval: report.interval, age: overlap ?? .zero, now)
            endConflicts(now) { $0 == rival }
            if takeoverFrom == report.node {
                takeoverFrom = nil
                deadlines.takeover = nil
                deadlines.retry = nil
            }
            // The other one has removed the addresses: the last word about them is ours.
            announce(now)
            return
        }
        let wins = (priority, settings.address) > (report.priority, report.address)
        // Nothing but a stop gives the role to a node that is none of the cluster.
        if handover != nil, isStopping || isMember(report.node) {
            if report.intent == .none || !wins {
                handOn(to: rival, interval: report.interval, now)
            }
        } else if report.intent == .none {
            let deaf = peers[report.node]?.deafSince.map { now - $0 } ?? .zero
            contest(
                rival, interval: report.interval, age: report.activeFor,
                wins: wins, isDeaf: deaf >= settings.interval, now)
        }
    }
}
