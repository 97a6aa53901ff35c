import Addresses

/// The reports of this node.
extension Election {
    private var intent: Report.Intent {
        if case .offering(let node) = handover?.stage, role == .active { return .offer(node) }
        if case .resigning = handover?.stage, role == .active { return .resigned(nil) }
        if let resignation, role == .faulty {
            return .resigned(resignation.flatMap { isMember($0) ? $0 : nil })
        }
        return .none
    }

    /// Whether the role is where the operator wants it, or is on the way there.
    private var hasChoice: Bool {
        role == .active && (handover.map { $0.reason == .request } ?? isChosen)
    }

    /// Sends a report if the last one is outdated, or if one is due.
    mutating func publish(_ now: Moment) {
        let essence = Essence(
            role: role, priority: priority, isCandidate: isCandidate, isStandingBy: isStandingBy,
            intent: intent, gateways: condition.gateways?.reached,
            hasForeignAddresses: condition.hasForeignAddresses, isChosen: hasChoice,
            lacksController: lacksController,
            // They end with the controller.
            probesSync: condition.probesSync && controllerLostAt == nil,
            isRevoked: condition.isRevoked, addressDigest: settings.addressDigest)
        guard mustPublish || essence != published else { return }
        mustPublish = false
        published = essence
        sequence += 1
        var report = Report(
            routerID: settings.routerID, node: settings.node, session: settings.session,
            sequence: sequence, priority: priority, interval: settings.interval,
            address: settings.address)
        report.role = role
        report.penalty = UInt8(penalty)
        report.isCandidate = isCandidate
        report.isStandingBy = isStandingBy
        report.intent = essence.intent
        report.activeFor = activeSince.map { now - $0 } ?? tenure
        report.takeovers = takeovers
        report.gateways = essence.gateways
        report.hasForeignAddresses = essence.hasForeignAddresses
        report.isChosen = essence.isChosen
        report.lacksController = essence.lacksController
        report.probesSync = essence.probesSync
        report.isRevoked = essence.isRevoked
        report.addressDigest = essence.addressDigest
        report.witnessed = witnessed(now)
        report.heard = peers.values.filter { isLive($0, now) }.map(\.report.node).sorted()
        actions.append(.report(report, on: linksUp))
    }
}
