import Addresses
import Model
import Planning

/// The places that HAProxy and IPVS hand over to each other.
public struct SharedPlaces: Sendable, Hashable {
    /// The endpoints of services of the document that IPVS does not have: a proxy that listens
    /// there stays.
    public var unmade: Set<Endpoint> = []
    /// Services that are not in the document any more, and wait for a proxy in their place.
    public var covering: Set<ServiceKey> = []

    /// None.
    public init() {}

    /// The places of a document before the first look: every service may still have to be made.
    public init(before spec: Spec) {
        unmade = Set(
            spec.services.filter { $0.handover == .whenProven && $0.key.transport == .tcp }
                .compactMap(\.key.endpoint))
    }

    /// The places of a document on the host as it was seen last.
    init(_ spec: Spec?, _ look: LastLook) {
        for service in spec?.services ?? [] where service.handover == .whenProven {
            guard service.key.transport == .tcp, let endpoint = service.key.endpoint else {
                continue
            }
            // One that HAProxy was about to replace may still have its clients.
            let found = look.observed.services[service.key]
            if found == nil || (found?.destinations[endpoint]?.destination.weight ?? 0) > 0 {
                unmade.insert(endpoint)
            }
        }
        guard spec != nil, let desired = look.desired, !desired.proxied.isEmpty else { return }
        for key in look.plan.waiting.compactMap(\.service)
        where desired.services[key] == nil && look.observed.services[key] != nil {
            if desired.proxy(at: key) != nil { covering.insert(key) }
        }
    }
}
