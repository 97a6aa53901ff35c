import Files
import Model
import Speaker
import VRRP

/// The section of the status.
extension ElectionKeeper {
    /// Adds the election to a status; nothing without failover in the document.
    public func complete(_ status: inout Status, _ watch: NodeWatch) async {
        guard wish != .none || !problems.isEmpty || session != nil else { return }
        // Before the first document, and without a process, there is no election.
        if wish == .unknown, session == nil, problems.isEmpty { return }
        let latest = session?.status
        var failover = FailoverStatus(
            node: latest?.node,
            processID: session.map { Int($0.connection.process.pid) },
            problems: Concern.allCases.compactMap { problems[$0] }
                + (standby.failure.map { [$0.description] } ?? []))
        if let latest {
            failover.isRealTime = latest.isRealTime
            failover.longestDelay = Int((latest.longestDelay / .microseconds(1)).rounded())
            let now = wallClock()
            failover.groups = latest.groups.map { FailoverStatus.Group($0, latest, now: now) }
            failover.links = latest.links.map {
                FailoverStatus.Link(
                    name: $0.name, fault: $0.fault, sent: $0.sent, received: $0.received)
            }
        }
        failover.awaitsConnections = await watch.awaitsConnections ? true : nil
        failover.gateways = await watch.reachability
        failover.faults = await watch.faults
        status.failover = failover
        status.health.reasons += failover.reasons
    }
}

extension FailoverStatus.Role {
    fileprivate init(_ role: Report.Role) {
        self =
            switch role {
            case .stopped: .stopped
            case .faulty: .faulty
            case .backup: .backup
            case .active: .active
            }
    }
}

extension FailoverStatus.Group {
    fileprivate init(_ group: GroupStatus, _ status: SpeakerStatus, now: Int64) {
        self.init(
            name: group.name, role: FailoverStatus.Role(group.role),
            since: now - Int64((group.age / .milliseconds(1)).rounded()),
            priority: Int(group.priority), isStandingBy: group.isStandingBy,
            active: ElectionKeeper.active(group, status))
        missing = group.missing
        foreign = group.foreign
        peers = group.peers.map {
            FailoverStatus.Peer(
                node: $0.node, role: FailoverStatus.Role($0.role), priority: Int($0.priority),
                isCandidate: $0.isCandidate, hearsThisNode: $0.hearsThisNode)
        }
    }
}
