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
    /// Positions in the document's services, followed by those in ``proxies``.
    private let places: [ServiceKey: [Int]]

    /// Creates the index of a document.
    init(_ spec: Spec) {
        self.spec = spec
        proxies = spec.checkedProxies
        withQuorum = spec.services.filter { $0.quorum != nil }
        withDrained = spec.services.filter { service in
            service.servers.contains { $0.state == .drain }
        }
        var places: [ServiceKey: [Int]] = [:]
        places.reserveCapacity(spec.services.count + proxies.count)
        for (place, service) in spec.services.enumerated() {
            places[service.key, default: []].append(place)
        }
        for (place, proxy) in proxies.enumerated() {
            places[proxy.key, default: []].append(spec.services.count + place)
        }
        self.places = places
    }

    /// Returns the services and checked proxies with these keys, in the document's order.
    ///
    /// - Parameter keys: nil: all.
    func checked(_ keys: Set<ServiceKey>?) -> [Service] {
        guard let keys else { return spec.services + proxies }
        return keys.flatMap { places[$0] ?? [] }.sorted().map(service)
    }

    /// Returns the services with these keys, in the document's order.
    ///
    /// - Parameter keys: nil: all.
    func services(_ keys: Set<ServiceKey>?) -> [Service] {
        guard let keys else { return spec.services }
        return keys.flatMap { places[$0] ?? [] }.filter { $0 < spec.services.count }.sorted()
            .map(service)
    }

    /// The service with this key; nil: the document has none.
    subscript(key: ServiceKey) -> Service? {
        guard let place = places[key]?.first, place < spec.services.count else { return nil }
        return spec.services[place]
    }

    private func service(at place: Int) -> Service {
        place < spec.services.count
            ? spec.services[place] : proxies[place - spec.services.count]
    }
}

extension Dictionary where Key == ServiceKey, Value: Equatable {
    /// Returns the keys whose values differ in a later state.
    ///
    /// Values that share their storage are compared in constant time.
    func changes(to later: Self) -> Set<ServiceKey> {
        var keys: Set<ServiceKey> = []
        var added = 0
        for (key, value) in later {
            guard let earlier = self[key] else {
                added += 1
                keys.insert(key)
                continue
            }
            if earlier != value { keys.insert(key) }
        }
        if count + added != later.count {
            for key in self.keys where later[key] == nil { keys.insert(key) }
        }
        return keys
    }
}
