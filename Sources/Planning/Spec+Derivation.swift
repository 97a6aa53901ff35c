import Addresses
import Model

/// Returns the desired state of the host from the document and the signals.
///
/// An `offline` server is not among the destinations, so it leaves like a server that was removed
/// from the document; a `drain` server is among them with weight 0. ``Standing`` defines the effect
/// of checks, and ``FeedbackScale`` the effect of agents on weights. Of services or servers with
/// the same identity, which ``validate(_:)`` reports, the first counts.
public func desired(from spec: Spec, signals: Signals) -> Desired {
    Derivation(of: spec, signals: signals).desired
}

extension Spec {
    /// Returns the addresses that only proxies use, and on which HAProxy does not listen yet.
    func unserved(_ endpoints: Set<Endpoint>, signals: Signals) -> Set<IPAddress> {
        guard let served = signals.served else { return [] }
        let others = services.compactMap { $0.key.endpoint?.address }
        return Set(endpoints.map(\.address)).subtracting(served.map(\.address)).subtracting(others)
    }

    /// Returns the addresses that a plan adds and removes; nil: it leaves all of them alone.
    func addresses(signals: Signals) -> Set<InterfaceAddress>? {
        guard signals.managesAddresses, !isElected(signals) else { return nil }
        return signals.carriesAddresses && signals.election != .lost ? ownAddresses : []
    }

    /// Returns the addresses that the election process adds and removes.
    func electedAddresses(signals: Signals) -> Set<InterfaceAddress> {
        guard signals.managesAddresses, isElected(signals) else { return [] }
        guard cluster?.failover?.hasVirtualMAC == true else { return ownAddresses }
        return Set(electionRouters.flatMap(\.placements))
    }

    /// A process that runs for an earlier document keeps the addresses until it has ended.
    private func isElected(_ signals: Signals) -> Bool {
        switch signals.election {
        case .none: cluster?.failover != nil
        case .running: true
        case .lost: false
        }
    }

    private var ownAddresses: Set<InterfaceAddress> {
        Set(
            virtualAddresses.filter { !$0.isExternal }
                .map { InterfaceAddress(interface: $0.interface, prefix: $0.address) })
    }
}

extension Service {
    fileprivate var virtualService: VirtualService {
        VirtualService(
            key: key, scheduler: scheduler, schedulerFlags: schedulerFlags, onePacket: onePacket,
            persistence: persistence
        ).normalised
    }

    /// Returns the desired state of this service, which has the wishes of its agents.
    ///
    /// - Parameter written: the service as the document has it.
    func desired(
        of written: Service, _ verdicts: [Endpoint: Verdict]?,
        _ readings: [Endpoint: FeedbackReading]?, defaults: HealthDefaults, isLost: Bool,
        isReplaced: Bool
    ) -> DesiredService {
        let awaited = written.awaited
        var wanted = DesiredService(
            service: virtualService, drain: drain, awaited: awaited, name: name)
        wanted.destinations.reserveCapacity(servers.count)
        wanted.keepsHeld = handover == .whenProven && !servers.isEmpty && isOut
        let weights = ServerWeights(of: written, following: self, verdicts, readings)
        let isKept = failurePolicy(defaults: defaults) == .keep
        let isCalled = isReplaced || (quorum == nil ? weights.standings.callForFallback : isLost)
        let standIn = isCalled ? standIn(weights.standings, isKept: isKept) : nil
        let hasYielded = quorum != nil && standIn != nil
        var seen: Set<Endpoint> = []
        for (position, server) in servers.enumerated() {
            let endpoint = endpoint(of: server)
            guard seen.insert(endpoint).inserted else { continue }
            let standing = weights.standings[position]
            if server.state != .online || server.weight == 0 { wanted.outByHand.insert(endpoint) }
            if standing == .down { wanted.down.insert(endpoint) }
            if standing == .down, !isKept {
                wanted.failed.insert(endpoint)
                continue
            }
            if server.isDismissed(standing) { wanted.dismissed.insert(endpoint) }
            guard server.state != .offline else { continue }
            let (share, weight) = weights.weight(position, at: endpoint, hasYielded: hasYielded)
            if standing == .unproven, share > 0, !hasYielded { wanted.unproven[endpoint] = share }
            // If working servers yield to the fallback, no successor is awaited.
            if standing == .up, share > 0, isCalled, fallback != nil { wanted.awaited = [] }
            let trial = standing == .up ? verdicts?[endpoint]?.trial : nil
            if trial != nil { wanted.onTrial.insert(endpoint) }
            wanted.destinations[endpoint] = Destination(
                endpoint: endpoint, forwarding: forwarding(of: server), weight: weight,
                limits: server.connections)
        }
        // Of servers that left the document, only those that can be held are checked.
        if let verdicts, !awaited.isEmpty || wanted.keepsHeld {
            wanted.down.formUnion(
                verdicts.lazy.filter { $1.state == .down && !seen.contains($0) }.map(\.key))
        }
        if let standIn {
            wanted.destinations[standIn.endpoint] = standIn
            wanted.fallback = standIn.endpoint
        }
        return wanted
    }

    /// Returns the fallback, which gets every connection; nil: there is none, or it is one of the
    /// servers and thus failed.
    private func standIn(_ standings: Standings, isKept: Bool) -> Destination? {
        guard let fallback else { return nil }
        let destination = destination(of: fallback)
        guard let position = servers.firstIndex(where: { endpoint(of: $0) == destination.endpoint })
        else { return destination }
        let isFailed = standings[position] == .down && !isKept
        return servers[position].state == .offline && !isFailed ? destination : nil
    }
}

extension Service {
    /// Whether no server should get connections, regardless of checks.
    private var isOut: Bool { servers.allSatisfy { $0.state != .online || $0.weight == 0 } }

    /// The checked servers that should be online, by endpoint.
    ///
    /// Readings of agents do not count: a busy server should be online too.
    var awaited: Set<Endpoint> {
        guard handover == .whenProven else { return [] }
        var awaited: Set<Endpoint> = []
        for server in servers where server.state == .online && server.weight > 0 {
            guard let type = checkType(of: server)?.type, type != .off else { continue }
            awaited.insert(endpoint(of: server))
        }
        return awaited
    }
}

extension RealServer {
    /// Whether the operator or the agent takes it out of service, or it is down.
    fileprivate func isDismissed(_ standing: Standing) -> Bool {
        state != .online || weight == 0 || standing == .down
    }

    /// Returns the weight from operator and check: the check's replaces the document's, unless the
    /// document's is 0.
    func weight(by verdict: Verdict?) -> Int {
        guard state == .online, weight > 0 else { return 0 }
        guard let verdict, verdict.state == .up else { return weight }
        guard let own = verdict.weight else { return weight }
        return canary?.weight(of: own) ?? own
    }
}
