/// Faults and deductions: the part of the state that decides how well this node is.
extension Election {
    /// The priority after all deductions; 1 in standby.
    ///
    /// One number decides the election on all nodes, so that no two of them apply rules of which
    /// one gives the role to both, or to neither.
    public var priority: UInt8 {
        if isStandingBy { return 1 }
        let sum = penalty
        guard sum > 0 else { return settings.priority }
        return UInt8(max(1, min(254, Int(settings.priority)) - sum))
    }

    /// The sum of all deductions, at most 255.
    var penalty: Int {
        var sum = max(0, min(condition.penalty, 255))
        if lacksController { sum += settings.controllerPenalty }
        if let since = gatewaysBehindSince, clock - since >= settings.gatewaySettle {
            sum += settings.gatewayPenalty * gatewaysBehind
        }
        return min(sum, 255)
    }

    /// Whether the controller is lost for longer than the grace.
    var lacksController: Bool {
        controllerLostAt.map { clock - $0 >= settings.controllerGrace } ?? false
    }

    /// Whether the node can have the role at all.
    var isUsable: Bool {
        condition.isUsable && !isIsolated && !linksUp.isEmpty
            && settings.links.allSatisfy { !$0.carriesAddresses || !linksDown.contains($0.id) }
    }

    /// Whether a peer may hand the role to this node.
    var isCandidate: Bool {
        role == .backup && isUsable && condition.isReady && !isStandingBy && !lacksController
    }

    /// Brings the role into line with the health of the node, after every event.
    mutating func settle(_ now: Moment) {
        updateFaults(now)
        if isStopping, role != .active {
            finish(now)
            return
        }
        switch role {
        case .active where isStopping && !isUsable: finish(now)
        case .active where !isUsable: resign(now)
        case .backup where !isUsable: change(to: .faulty, .fault)
        case .faulty where isUsable:
            becomeBackup(.recovered, following: followed, interval: followedInterval, now)
        case .active where handover == nil && handoverAgainAt.map({ $0 <= now }) ?? true:
            yieldToHealthier(now)
        default: break
        }
    }

    mutating func updateFaults(_ now: Moment) {
        let live = peers.values.filter { isLive($0, now) }
        guard let gateways = condition.gateways else {
            gatewaysBehind = 0
            gatewaysBehindSince = nil
            isIsolated = false
            return
        }
        let best =
            live.filter { isMember($0.report.node) }.compactMap(\.report.gateways).max()
            ?? (hasProgram(now) ? gateways.total : gateways.reached)
        gatewaysBehind = max(0, Int(best) - Int(gateways.reached))
        gatewaysBehindSince = gatewaysBehind == 0 ? nil : gatewaysBehindSince ?? now
        isIsolated =
            settings.releasesWhenIsolated && gateways.total > 0 && gateways.reached == 0
            && live.isEmpty && !hasProgram(now)
    }

    /// Gives the role up at once after a fault, in favour of the best peer.
    private mutating func resign(_ now: Moment) {
        let heir = candidates(now).first ?? orphans(now).first
        actions.append(.removeAddresses)
        advertise(priority: 0, now)
        endConflicts(now) { _ in true }
        change(to: .faulty, .fault)
        resignation = .some(heir)
        deadlines.resignation = now + ElectionSettings.silence(of: settings.interval)
        deadlines.retry = now + settings.retry
        followed = nil
    }

    /// Offers the role to a peer that is better off: with fewer deductions, and then of higher
    /// priority.
    ///
    /// In standby any peer is.
    private mutating func yieldToHealthier(_ now: Moment) {
        if isStandingBy {
            if !candidates(now).isEmpty || handoverAgainAt == nil {
                beginHandover(.standby, to: nil, now)
            }
        } else if penalty > toleratedPenalty,
            let best = candidates(now).first(where: { isHealthier($0) })
        {
            beginHandover(.health, to: best, now)
        }
    }

    func isHealthier(_ node: NodeID) -> Bool {
        guard let report = peers[node]?.report else { return false }
        return report.priority > priority && Int(report.penalty) < penalty
    }

    func isLive(_ peer: Peer, _ now: Moment) -> Bool {
        peer.report.role != .stopped && peer.isHeard(at: now)
    }

    /// Whether a node is one of the cluster: the role is given to no other.
    public func isMember(_ node: NodeID) -> Bool { settings.members?.contains(node) ?? true }

    /// Whether a backup is heard that is no node of the cluster, and would take the role.
    func hearsOutsider(_ now: Moment) -> Bool {
        peers.values.contains {
            $0.report.role == .backup && !isMember($0.report.node) && !$0.isForeign
                && isLive($0, now)
        }
    }

    /// The nodes of the cluster that can take the role at once and hear this node; the best first.
    func candidates(_ now: Moment) -> [NodeID] { backups(now, where: \.isCandidate) }

    /// The nodes that have no controller, which get the role of a node that can't keep it if there
    /// are no others.
    func orphans(_ now: Moment) -> [NodeID] {
        backups(now) { $0.lacksController && !$0.isCandidate && !$0.isStandingBy }
    }

    /// The nodes of the cluster that can take the role, ready or not; those that are ready first.
    ///
    /// A revoked node has another document, and no node hands the role to it.
    func backups(_ now: Moment) -> [NodeID] {
        let ready = candidates(now)
        return ready + backups(now) { !$0.isCandidate && !$0.isStandingBy && !$0.isRevoked }
    }

    private func backups(_ now: Moment, where isMeant: (Report) -> Bool) -> [NodeID] {
        peers.values.filter {
            isMember($0.report.node) && isMeant($0.report) && $0.report.role == .backup
                && $0.deafSince == nil && isLive($0, now)
        }
        .sorted {
            ($0.report.priority, $0.report.address) > ($1.report.priority, $1.report.address)
        }
        .map(\.report.node)
    }
}
