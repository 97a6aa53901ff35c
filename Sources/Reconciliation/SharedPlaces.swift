import Addresses
import Model
import Planning

/// The endpoints that HAProxy and IPVS pass to each other.
public struct SharedPlaces: Sendable, Hashable {
    /// The endpoints of services that IPVS does not have yet; proxies on them continue.
    public var unmade: Set<Endpoint> = []
    /// Removed services that serve until the proxy on their endpoint is ready.
    public var covering: Set<ServiceKey> = []

    /// Creates empty sets.
    public init() {}

    /// Creates the endpoints before the first look, when every service may be missing.
    public init(before spec: Spec) {
        unmade = Set(
            spec.services.lazy.filter { $0.handover == .whenProven && $0.key.transport == .tcp }
                .compactMap(\.key.endpoint))
    }

    /// Creates the endpoints for a document and the last look.
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
