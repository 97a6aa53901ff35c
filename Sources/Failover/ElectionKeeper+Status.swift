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
            failover.isOutdated = session?.isOutdated == true ? true : nil
            failover.longestDelay = Int((latest.longestDelay / .microseconds(1)).rounded())
            let now = wallClock()
            failover.groups = latest.groups.map {
                FailoverStatus.Group($0, latest, settings, now: now)
            }
            failover.links = latest.links.map { link in
                let silent = latest.groups.flatMap(\.peers).filter {
                    $0.silentLinks.contains(link.name)
                }.map(\.node)
                return FailoverStatus.Link(link, silent: Set(silent).sorted())
            }
        }
        if session.map({ $0.silentLooks > 0 }) == true, latest != nil {
            failover.problems.append("the roles below are those of its last answer")
        }
        failover.awaitsConnections = await watch.awaitsConnections ? true : nil
        let unready = await watch.unready.map(\.sentence)
        failover.unready = unready.isEmpty ? nil : unready
        let losses = await watch.syncLosses
        failover.syncLosses = losses.isEmpty ? nil : losses
        failover.gateways = await watch.reachability
        failover.faults = await watch.faults
        status.failover = failover
        let known = status.health.reasons
        status.health.reasons += failover.reasons(at: wallClock(), beside: known)
    }

    /// The settings of the document; nil: it has none.
    var settings: SpeakerSettings? {
        if case .election(let settings) = wish { settings } else { nil }
    }
}

extension FailoverStatus.Role {
    fileprivate init(_ role: Report.Role) {
        self =
            switch role {
            case .stopped: .stopped
            case .faulty: .faulty
            case .backup: .backup
            case .active: .master
            }
    }
}

extension FailoverStatus.Group {
    fileprivate init(
        _ group: GroupStatus, _ status: SpeakerStatus, _ settings: SpeakerSettings?, now: Int64
    ) {
        func moment(_ age: Duration) -> Int64 { now - age.wholeMilliseconds }
        self.init(
            name: group.name, role: FailoverStatus.Role(group.role), since: moment(group.age),
            priority: Int(group.priority), isStandingBy: group.isStandingBy,
            master: group.holder(in: status, settings))
        missing = group.missing
        foreign = group.foreign
        peers = group.peers.map { status in
            var peer = FailoverStatus.Peer(
                node: status.node, role: FailoverStatus.Role(status.role),
                priority: Int(status.priority), isCandidate: status.isCandidate,
                hearsThisNode: status.hearsThisNode)
            peer.isUnknown = status.isMember ? nil : true
            peer.isHeard = status.isHeard
            peer.isStandingBy = status.isStandingBy
            peer.lastHeard = moment(status.age)
            peer.hasForeignAddresses = status.hasForeignAddresses ? true : nil
            peer.unheard = status.unheard.isEmpty ? nil : status.unheard
            peer.twin = status.twin
            peer.lacksController = status.lacksController ? true : nil
            peer.isForeign = status.isForeign ? true : nil
            peer.isRevoked = status.isRevoked ? true : nil
            peer.hasOtherAddresses = status.hasOtherAddresses ? true : nil
            return peer
        }
        absent = (settings.map { group.absences(from: $0) } ?? []).map { node, reason in
            switch reason {
            case .never: .init(node: node)
            case .silent(let age): .init(node: node, lastHeard: moment(age))
            case .stopped(let age): .init(node: node, hasStopped: true, lastHeard: moment(age))
            }
        }
        let hasUnknown = settings.map { group.mayRunProgram($0) } ?? true
        programs = group.programs(settings).map {
            var program = FailoverStatus.Program(
                address: $0.source, node: settings?.node(at: $0.source), isMaster: $0.isActive,
                isRival: $0.isRival, lastHeard: moment($0.age))
            program.virtualRouterID = $0.routerID == 0 ? nil : Int($0.routerID)
            program.isForeign = $0.isForeign ? true : nil
            program.isUnknown =
                program.node == nil && $0.isActive && !$0.isForeign && !hasUnknown ? true : nil
            return program
        }
        twins = group.twins.isEmpty ? nil : group.twins
        unadvertised = group.unadvertised.isEmpty ? nil : group.unadvertised
        disputed = group.disputed.isEmpty ? nil : group.disputed
    }
}

extension FailoverStatus.Link {
    fileprivate init(_ link: LinkStatus, silent nodes: [String]) {
        self.init(
            name: link.name, fault: link.fault, sent: link.sent, received: link.received)
        silent = nodes.isEmpty ? nil : nodes
        refused = link.refusals.map {
            .init(
                source: $0.source, reason: $0.sentence, count: $0.count, isFault: $0.isFault)
        }
    }
}
