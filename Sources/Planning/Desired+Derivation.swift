import Addresses
import Model

/// What the host is to hold, according to the document and the signals.
///
/// A server that is `offline` is not among the destinations, so it leaves as one does that is not
/// in the document; one that is set to `drain` is there with weight 0; what checks make of a server
/// says ``Standing``. Of services or servers with the same identity, which ``validate(_:)``
/// reports, the first counts.
public func desired(from spec: Spec, signals: Signals) -> Desired {
    var services: [ServiceKey: DesiredService] = [:]
    services.reserveCapacity(spec.services.count)
    var assumedUp = 0
    for service in spec.services where services[service.key] == nil {
        let verdicts = signals.verdicts.map { $0[service.key] ?? [:] }
        if verdicts == nil { assumedUp += service.checkedCount }
        services[service.key] = service.desired(verdicts, defaults: spec.health)
    }
    return Desired(
        services: services, addresses: spec.addresses(signals: signals),
        carriesAddresses: signals.carriesAddresses, sysctls: spec.ipvs.effectiveSysctls,
        timeouts: spec.ipvs.timeouts, ownership: spec.ownership, now: signals.now,
        assumedUp: assumedUp)
}

extension Spec {
    fileprivate func addresses(signals: Signals) -> Set<InterfaceAddress>? {
        guard signals.managesAddresses else { return nil }
        guard signals.carriesAddresses else { return [] }
        return Set(
            virtualAddresses.map { InterfaceAddress(interface: $0.interface, prefix: $0.address) })
    }
}

extension Service {
    fileprivate var virtualService: VirtualService {
        VirtualService(
            key: key, scheduler: scheduler, schedulerFlags: schedulerFlags, onePacket: onePacket,
            persistence: persistence
        ).normalised
    }

    fileprivate func desired(
        _ verdicts: [Endpoint: Verdict]?, defaults: HealthDefaults
    ) -> DesiredService {
        var wanted = DesiredService(service: virtualService, drain: drain)
        wanted.destinations.reserveCapacity(servers.count)
        let standings = Standings(of: self, verdicts)
        let isQuiescent = quiescent ?? defaults.quiescent
        var seen: Set<Endpoint> = []
        for (position, server) in servers.enumerated() {
            let endpoint = endpoint(of: server)
            guard seen.insert(endpoint).inserted else { continue }
            let standing = standings[position]
            if standing == .down, !isQuiescent {
                wanted.failed.insert(endpoint)
                continue
            }
            guard server.state != .offline else { continue }
            let weight = server.state == .online ? server.weight : 0
            if standing == .unproven, weight > 0 { wanted.unproven[endpoint] = weight }
            wanted.destinations[endpoint] = Destination(
                endpoint: endpoint, forwarding: forwarding(of: server),
                weight: standing == .up ? weight : 0, limits: server.connections)
        }
        if let fallback, standings.callForFallback {
            wanted.standIn(fallback, at: self.endpoint(of: fallback))
        }
        return wanted
    }
}

extension DesiredService {
    /// The fallback gets every connection, unless it is one of the servers: then it has failed.
    fileprivate mutating func standIn(_ fallback: Fallback, at endpoint: Endpoint) {
        guard destinations[endpoint] == nil, !failed.contains(endpoint) else { return }
        destinations[endpoint] = Destination(
            endpoint: endpoint, forwarding: fallback.forwarding, weight: 1)
        self.fallback = endpoint
    }
}
