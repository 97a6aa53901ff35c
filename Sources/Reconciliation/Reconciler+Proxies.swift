import Addresses
import Model
import Planning

extension Reconciler {
    /// Updates the endpoints of HAProxy, and starts a pass for the objects that waited for them.
    public func proxiesServe(_ endpoints: Set<Endpoint>) {
        guard served != endpoints || listening != endpoints else { return }
        served = endpoints
        listening = endpoints
        wake(.periodic)
    }

    /// Updates the places of services in which proxies of a document have a proven server.
    ///
    /// Those of another document than the one in force are ignored.
    public func proxiesProven(_ endpoints: Set<Endpoint>, of document: Spec) {
        guard document == spec, provenProxies != endpoints else { return }
        provenProxies = endpoints
        wake(.periodic)
    }

    /// The places that HAProxy and IPVS hand over to each other.
    public var sharedPlaces: SharedPlaces {
        guard let spec else { return SharedPlaces() }
        var places = SharedPlaces()
        for service in spec.services where service.handover == .whenProven {
            guard service.key.transport == .tcp, let endpoint = service.key.endpoint else {
                continue
            }
            // One that HAProxy was about to replace may still have its clients.
            let found = observed.services[service.key]
            if found == nil || (found?.destinations[endpoint]?.destination.weight ?? 0) > 0 {
                places.unmade.insert(endpoint)
            }
        }
        guard let desired, !desired.proxied.isEmpty else { return places }
        for key in plan.waiting.compactMap(\.service)
        where desired.services[key] == nil && observed.services[key] != nil {
            if desired.proxy(at: key) != nil { places.covering.insert(key) }
        }
        return places
    }

    /// Services that are not made yet because a proxy serves their clients, and where.
    var withheld: [ServiceKey: Endpoint] {
        plan.handovers.reduce(into: [:]) { $0[$1.service] = $1.proxy }
    }

    /// Takes in what happened elsewhere, as an event like its own.
    public func tell(_ kind: Event.Kind, _ message: String, _ details: [String] = []) {
        emit(kind, message, details)
    }
}

/// The places that HAProxy and IPVS hand over to each other.
public struct SharedPlaces: Sendable, Hashable {
    /// The endpoints of services of the document that IPVS does not have: a proxy that listens
    /// there stays.
    public var unmade: Set<Endpoint> = []
    /// Services that are not in the document any more, and wait for a proxy in their place.
    public var covering: Set<ServiceKey> = []

    /// None.
    public init() {}

    /// Those of a document of which nothing is known yet: every service may still have to be made.
    public init(before spec: Spec) {
        unmade = Set(
            spec.services.filter { $0.handover == .whenProven && $0.key.transport == .tcp }
                .compactMap(\.key.endpoint))
    }
}
