/// Active nodes that this node does not hear, and another one does.
///
/// A link that is deaf in one direction, or cut between two of three nodes, leaves a node that
/// hears no active one while all others do. It would take the role, lose it to a better node that
/// hears both, and take it again: the role would move for ever. The reports of backups therefore
/// name the active node that they hear, and a node that is deaf to it leaves it the role.
///
/// A report of a witness counts only where this node has heard nothing for longer than the report
/// can be old: a node that dies is replaced after the same time as without witnesses.
extension Election {
    /// As backup: the active node that is heard at this moment; the best one of several.
    func witnessed(_ now: Moment) -> NodeID? {
        guard role != .active, role != .stopped else { return nil }
        return peers.values.filter { peer in
            guard isMember(peer.report.node), peer.report.role == .active,
                let heard = peer.lastHeard
            else { return false }
            if case .resigned = peer.report.intent { return false }
            return now - heard <= peer.report.interval * 3 / 2
        }
        .max { ($0.report.priority, $0.report.address) < ($1.report.priority, $1.report.address) }?
        .report.node
    }

    /// Follows, or yields to, an active node that a peer hears and this node does not.
    mutating func heed(_ report: Report, _ now: Moment) {
        guard isMember(report.node) else { return }
        guard let node = report.witnessed, node != settings.node, isMember(node),
            !isHeardDirectly(node, now)
        else {
            if witness?.by == report.node { witness = nil }
            if outvoted?.by == report.node { outvoted = nil }
            return
        }
        let claim = Witness(node: node, by: report.node, at: now, interval: report.interval)
        let interval = peers[node]?.report.interval ?? report.interval
        switch role {
        case .backup:
            guard followed == nil || followed == .node(node) || followedPriority(now) == nil else {
                return
            }
            witness = claim
            preemptAt = nil
            waitForSilence(of: .node(node), interval: interval, now)
        case .active where report.heard.contains(settings.node): weigh(claim, interval, now)
        case .active: break
        case .faulty, .stopped: break
        }
    }

    /// Two active nodes don't hear each other, and a third one hears both: the one that it does not
    /// name yields.
    private mutating func weigh(_ claim: Witness, _ interval: Duration, _ now: Moment) {
        let isWorse =
            peers[claim.node].map {
                ($0.report.priority, $0.report.address) < (priority, settings.address)
            } ?? false
        guard handover == nil, !isWorse else {
            outvoted = nil
            return
        }
        let first = outvoted?.node == claim.node ? outvoted ?? claim : claim
        outvoted = first
        // One packet of this node that was lost on its way to the witness is no reason.
        guard now - first.at >= interval * 2 else { return }
        becomeBackup(.outranked, following: .node(claim.node), interval: interval, now)
        witness = claim
    }

    private func isHeardDirectly(_ node: NodeID, _ now: Moment) -> Bool {
        guard let peer = peers[node], let heard = peer.lastHeard else { return false }
        return now - heard < peer.report.interval * 2
    }

    /// The active node that this backup knows from a witness alone; nil: none.
    public func witnessedActive(_ now: Moment) -> NodeID? {
        guard role == .backup, let witness, followed == .node(witness.node),
            now - witness.at <= ElectionSettings.silence(of: witness.interval)
        else { return nil }
        return witness.node
    }

    /// The nodes that a peer does not hear although this node does, and since when.
    func unheard(by report: Report, before: [NodeID: Moment], _ now: Moment) -> [NodeID: Moment] {
        let missing = peers.values.filter {
            $0.report.node != report.node && isMember($0.report.node) && isLive($0, now)
                && !report.heard.contains($0.report.node)
        }
        return Dictionary(
            missing.map { ($0.report.node, before[$0.report.node] ?? now) }
        ) { first, _ in first }
    }
}
