import Addresses
import Model

/// What the host is to hold, according to the document and the signals.
///
/// A server that is `offline` is not among the destinations, so it leaves as one does that is not
/// in the document; one that is set to `drain` is there with weight 0. Of services or servers with
/// the same identity, which ``validate(_:)`` reports, the first counts.
public func desired(from spec: Spec, signals: Signals) -> Desired {
    var services: [ServiceKey: DesiredService] = [:]
    services.reserveCapacity(spec.services.count)
    for service in spec.services where services[service.key] == nil {
        services[service.key] = DesiredService(
            service: service.virtualService, destinations: service.destinations,
            drain: service.drain)
    }
    return Desired(
        services: services, addresses: spec.addresses(signals: signals),
        carriesAddresses: signals.carriesAddresses, sysctls: spec.ipvs.effectiveSysctls,
        timeouts: spec.ipvs.timeouts, ownership: spec.ownership, now: signals.now)
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

    fileprivate var destinations: [Endpoint: Destination] {
        var destinations: [Endpoint: Destination] = [:]
        destinations.reserveCapacity(servers.count)
        for server in servers where server.state != .offline {
            let endpoint = endpoint(of: server)
            guard destinations[endpoint] == nil else { continue }
            destinations[endpoint] = Destination(
                endpoint: endpoint, forwarding: forwarding(of: server),
                weight: server.state == .online ? server.weight : 0, limits: server.connections)
        }
        return destinations
    }
}
