import Addresses

/// Advertisements of routers that send no reports, as RFC 9568 section 6.4 has it.
extension Election {
    private static var strangerLimit: Int { 16 }

    /// Whether a program that sends no reports is a router of the group too: it is active, or it is
    /// a host of the document, which is silent as backup.
    ///
    /// Any other host that has sent an advertisement once is no reason to keep the addresses.
    func hasProgram(_ now: Moment) -> Bool {
        strangers.contains { rival, stranger in
            guard !stranger.isForeign else { return false }
            if stranger.isActive(at: now) { return true }
            guard case .stranger(_, let source) = rival else { return false }
            return settings.programs.contains(source)
        }
    }

    mutating func hear(_ heard: HeardAdvertisement, _ now: Moment) {
        guard role != .stopped, let link = settings.links.first(where: { $0.id == heard.link }),
            !link.sources.contains(heard.source)
        else { return }
        let family = heard.source.family
        if let sender = peers.values.first(where: {
            $0.sources[heard.link]?[family] == heard.source
        }) {
            // A node of the cluster: its reports have more, and are in order. Only if three
            // advertisements arrive without a report, the reports are lost or no longer sent.
            let count = min(sender.advertisements + 1, 100)
            peers[sender.report.node]?.advertisements = count
            let isForeign = heard.isForeign && !isMember(sender.report.node)
            peers[sender.report.node]?.isForeign = isForeign
            if count < 3 || isLive(sender, now) { return }
        }
        let rival = Rival.stranger(link: heard.link, source: heard.source.description)
        if strangers[rival] == nil, strangers.count >= Self.strangerLimit {
            let oldest = strangers.min { $0.value.heard < $1.value.heard }
            strangers[oldest?.key ?? rival] = nil
        }
        strangers[rival] = Stranger(
            heard: now, priority: heard.priority, interval: heard.interval,
            routerID: heard.routerID, isForeign: heard.isForeign)
        // Another virtual router with the same number: its master has none of our addresses.
        if heard.isForeign { return }
        switch role {
        case .backup where heard.priority == 0:
            if followed == rival || followed == nil { expectVacancy(now) }
        case .backup:
            follow(
                rival, priority: heard.priority, interval: heard.interval, hearsUs: true, now)
        case .active where heard.priority == 0:
            if handover == nil { assertRole(now) }
        case .active where handover != nil:
            handOn(to: rival, interval: heard.interval, now)
        case .active:
            let own = link.sources.first { $0.family == heard.source.family }
            let isTie = priority == heard.priority
            let wins =
                priority > heard.priority
                || (isTie && (!heard.isLeading || (own ?? settings.address) > heard.source))
            contest(
                rival, interval: heard.interval, age: .zero, wins: wins, isDeaf: false, now)
        case .faulty:
            if heard.priority > 0 { settleResignation() }
        case .stopped: break
        }
    }

    /// As backup: an active router is heard.
    ///
    /// **Source:** RFC 9568 section 6.4.2, steps 425 to 475; keepalived's `preempt_delay`.
    mutating func follow(
        _ rival: Rival, priority theirs: UInt8, interval: Duration, hearsUs: Bool, _ now: Moment
    ) {
        guard priority > theirs else {
            preemptAt = nil
            waitForSilence(of: rival, interval: interval, now)
            return
        }
        let wantsRole = self.wantsRole(of: rival, hearsUs: hearsUs)
        if wantsRole { preemptAt = preemptAt ?? now + settings.preemptDelay }
        if wantsRole, let preemptAt, preemptAt <= now {
            // Discarded: the time runs out, and this node takes over from an active one.
            followed = rival
            return
        }
        waitForSilence(of: rival, interval: interval, now)
    }
}
