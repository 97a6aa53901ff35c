import Addresses
import Model

extension IPVSStep {
    /// The kernel's answer.
    ///
    /// Source: `net/netfilter/ipvs/ip_vs_ctl.c`, `ip_vs_genl_set_cmd`.
    func answer(at host: SimulatedHost) -> SimulatedHost.Answer {
        let services = host.state.services
        return switch self {
        case .addService(let service):
            services[service.key] == nil ? host.answer(on: service) : .redundant
        case .editService(let service, _):
            services[service.key] == nil ? SimulatedHost.noService : host.answer(on: service)
        case .removeService(let key):
            services[key] == nil ? .redundant : .accepted
        case .addDestination(let destination, let key):
            host.answer(on: destination, of: key, exists: .redundant, missing: .accepted)
        case .editDestination(let destination, _, let key),
            .drainDestination(let destination, let key, _, _):
            host.answer(
                on: destination, of: key, exists: .accepted,
                missing: .refused("ENOENT", "no such server"))
        case .removeDestination(let endpoint, let key, _):
            services[key]?.destinations[endpoint] == nil ? .redundant : .accepted
        }
    }
}

extension SimulatedHost {
    fileprivate static let noService = Answer.refused("ESRCH", "no such service")

    fileprivate func answer(on service: VirtualService) -> Answer {
        guard schedulers.contains(service.scheduler) else {
            return .refused("ENOENT", "no kernel module \(service.scheduler.module)")
        }
        if let engine = service.persistence?.engine, !persistenceEngines.contains(engine) {
            return .refused("ENOENT", "no kernel module \(engine.module)")
        }
        let length = service.persistence?.prefixLength ?? service.key.family.bits
        let shortest: UInt8 = service.key.family == .ipv6 ? 1 : 0
        return (shortest...service.key.family.bits).contains(length)
            ? .accepted : .refused("EINVAL", "the netmask is out of range")
    }

    fileprivate func answer(
        on destination: Destination, of key: ServiceKey, exists: Answer, missing: Answer
    ) -> Answer {
        guard let service = state.services[key] else { return Self.noService }
        let address = destination.endpoint.address
        // Only tunnels allow different families.
        guard address.family == key.family || destination.forwarding.isTunnel else {
            return .refused("EINVAL", "a server of the other family needs a tunnel")
        }
        guard destination.weight >= 0, destination.limits.lower <= destination.limits.upper else {
            return .refused("ERANGE", "the weight or a threshold is out of range")
        }
        if case .gue(port: 0, _) = destination.forwarding {
            return .refused("EINVAL", "gue needs a port")
        }
        guard service.destinations[destination.endpoint] == nil else { return exists }
        return missing == .accepted && !address.isUnicast
            ? .refused("EINVAL", "the server's address is not unicast") : missing
    }
}

extension IPAddress {
    /// Whether IPVS accepts the address for a server.
    ///
    /// Source: `ip_vs_new_dest`.
    var isUnicast: Bool {
        guard !isUnspecified && !isMulticast && !isLinkLocal else { return false }
        guard case .v4(let address) = self else { return true }
        return address.rawValue != .max
    }
}
