/// The end of a change of the role, as far as this node knows.
extension Election {
    /// Whether the role stays where it is: it is not given away, and this node neither waits for
    /// the silence of an active router nor is about to take the role from it.
    ///
    /// - Parameter patience: a takeover that is due only after this time does not count.
    public func isSettled(at now: Moment, within patience: Duration) -> Bool {
        switch role {
        case .active: handover == nil && takeoverFrom == nil && conflicts.isEmpty
        case .backup:
            followedPriority(now).map { $0 >= priority || !preempts(now, within: patience) }
                ?? (witnessedActive(now) != nil)
        case .faulty: resignation == nil
        case .stopped: true
        }
    }

    /// The priority of the active router that this backup hears; nil: it hears none.
    func followedPriority(_ now: Moment) -> UInt8? {
        switch followed {
        case .node(let node):
            peers[node].flatMap {
                $0.report.role == .active && isLive($0, now) ? $0.report.priority : nil
            }
        case .stranger:
            followed.flatMap { strangers[$0] }.flatMap { $0.isActive(at: now) ? $0.priority : nil }
        case nil: nil
        }
    }

    /// Whether this node takes the role from an active router of lower priority.
    private func preempts(_ now: Moment, within patience: Duration) -> Bool {
        guard let followed else { return false }
        var hearsUs = true
        if case .node(let node) = followed { hearsUs = peers[node]?.deafSince == nil }
        return wantsRole(of: followed, hearsUs: hearsUs)
            && (preemptAt.map { $0 - now } ?? settings.preemptDelay) <= patience
    }

    /// Whether this node wants the role of an active router of lower priority.
    func wantsRole(of rival: Rival, hearsUs: Bool) -> Bool {
        settings.preempts && condition.isReady && !isStandingBy && hearsUs && favoured != rival
            && !isChosen(rival)
    }
}
