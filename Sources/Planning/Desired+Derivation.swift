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

    func addresses(signals: Signals) -> Set<InterfaceAddress>? {
        guard signals.managesAddresses else { return nil }
        guard signals.carriesAddresses else { return [] }
        return Set(
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

    func desired(
        _ verdicts: [Endpoint: Verdict]?, _ readings: [Endpoint: FeedbackReading]?,
        defaults: HealthDefaults, awaited: Set<Endpoint>, isLost: Bool, isReplaced: Bool
    ) -> DesiredService {
        var wanted = DesiredService(
            service: virtualService, drain: drain, awaited: awaited, name: name)
        wanted.destinations.reserveCapacity(servers.count)
        wanted.keepsHeld = handover == .whenProven && !servers.isEmpty && isOut
        let standings = Standings(of: self, verdicts, disabled: disabled(by: readings))
        let scale = FeedbackScale(of: self, readings)
        let isKept = failurePolicy(defaults: defaults) == .keep
        var seen: Set<Endpoint> = []
        for (position, server) in servers.enumerated() {
            let endpoint = endpoint(of: server)
            guard seen.insert(endpoint).inserted else { continue }
            let standing = standings[position]
            if server.state != .online || server.weight == 0 { wanted.outByHand.insert(endpoint) }
            if standing == .down { wanted.down.insert(endpoint) }
            if standing == .down, !isKept {
                wanted.failed.insert(endpoint)
                continue
            }
            if server.isDismissed(standing) { wanted.dismissed.insert(endpoint) }
            guard server.state != .offline else { continue }
            let weight = scale.weight(server.weight(by: verdicts?[endpoint]), of: endpoint)
            if standing == .unproven, weight > 0 { wanted.unproven[endpoint] = weight }
            if standing == .up, verdicts?[endpoint]?.trial != nil {
                wanted.onTrial.insert(endpoint)
            }
            wanted.destinations[endpoint] = Destination(
                endpoint: endpoint, forwarding: forwarding(of: server),
                weight: standing == .up ? weight : 0, limits: server.connections)
        }
        // Of servers that left the document, only those that can be held are checked.
        if let verdicts, !awaited.isEmpty || wanted.keepsHeld {
            for (endpoint, verdict) in verdicts
            where verdict.state == .down && !seen.contains(endpoint) {
                wanted.down.insert(endpoint)
            }
        }
        let isCalled = quorum == nil ? standings.callForFallback : isLost
        if let fallback, isCalled || isReplaced {
            // If working servers yield to the fallback, no successor is awaited.
            if wanted.destinations.values.contains(where: { $0.weight > 0 }) { wanted.awaited = [] }
            wanted.standIn(destination(of: fallback))
            if quorum != nil { wanted.yieldToFallback() }
        }
        return wanted
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
        return verdict.weight ?? weight
    }
}

extension DesiredService {
    /// Adds the fallback, which gets every connection, unless it is one of the servers and thus
    /// failed.
    fileprivate mutating func standIn(_ destination: Destination) {
        let endpoint = destination.endpoint
        guard destinations[endpoint] == nil, !failed.contains(endpoint) else { return }
        destinations[endpoint] = destination
        fallback = endpoint
    }

    /// Sets the weight of working servers to 0; their open connections continue.
    fileprivate mutating func yieldToFallback() {
        guard let fallback else { return }
        for endpoint in destinations.keys where endpoint != fallback {
            destinations[endpoint]?.weight = 0
        }
        unproven = [:]
    }
}
