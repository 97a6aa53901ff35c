import Model

/// A document in force, with its services by their keys.
struct DocumentIndex: Sendable {
    /// The document.
    let spec: Spec
    /// Services with a quorum.
    let withQuorum: [Service]
    /// Services with a server that the operator drains.
    let withDrained: [Service]
    /// The proxies whose servers Ballast checks, as services.
    private let proxies: [Service]
    /// The positions in the document's services.
    private let places: ServicePlaces
    /// The positions in ``proxies``.
    private let proxyPlaces: ServicePlaces

    /// Creates the index of a document.
    ///
    /// - Parameter former: the index of the document before; it is used again if no service was
    ///   added, removed or moved.
    init(_ spec: Spec, after former: DocumentIndex? = nil) {
        self.spec = spec
        proxies = spec.checkedProxies
        withQuorum = spec.services.filter { $0.quorum != nil }
        withDrained = spec.services.filter { service in
            service.servers.contains { $0.state == .drain }
        }
        if let former, former.spec.services.haveKeys(of: spec.services) {
            places = former.places
        } else {
            places = ServicePlaces(of: spec.services)
        }
        proxyPlaces = ServicePlaces(of: proxies)
    }

    /// Returns the services and checked proxies with these keys, in the document's order.
    ///
    /// - Parameter keys: nil: all.
    func checked(_ keys: Set<ServiceKey>?) -> [Service] {
        guard let keys else { return spec.services + proxies }
        return services(keys) + keys.flatMap(proxyPlaces.all).sorted().map { proxies[$0] }
    }

    /// Returns the services with these keys, in the document's order.
    ///
    /// - Parameter keys: nil: all.
    func services(_ keys: Set<ServiceKey>?) -> [Service] {
        guard let keys else { return spec.services }
        return keys.flatMap(places.all).sorted().map { spec.services[$0] }
    }

    /// The service with this key; nil: the document has none.
    subscript(key: ServiceKey) -> Service? {
        places.first(of: key).map { spec.services[$0] }
    }
}
