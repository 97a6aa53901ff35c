import Addresses
import Model

extension Planner {
    /// Whether a service that is no longer desired stays unchanged for now.
    ///
    /// A service on a leaving address serves clients until the addresses of the document can: a
    /// mistyped interface must not stop all services. A partial look does not cover addresses, so
    /// it leaves such a service to the next full look.
    mutating func holdsBack(_ found: ObservedService) -> Bool {
        let key = found.service.key
        guard let host = key.endpoint?.address, wantedHosts?.contains(host) == false,
            desired.carriesAddresses, found.destinations.values.contains(where: \.isUsable)
        else { return false }
        if observed.scope.covers(.address) {
            guard departing.contains(host), let obstacle else { return false }
            notes.append("\(key) stays until clients can reach \(obstacle)")
        }
        waiting.insert(.service(key))
        lingering.append(key)
        return true
    }
}

extension Planner {
    /// Records the possible successors of leaving services.
    mutating func noteSuccessors(_ keys: [ServiceKey]) {
        let isNeeded = keys.contains {
            desired.services[$0] == nil && observed.ledger.services[$0]?.name != nil
        }
        guard isNeeded else { return }
        for service in desired.services.values {
            if let name = service.name { successors[name] = service }
        }
    }

    /// Whether a service whose address or port changed stays until the new service of the same name
    /// has a proven server.
    mutating func awaitsSuccessor(_ found: ObservedService, _ entry: LedgerEntry?) -> Bool {
        let key = found.service.key
        guard desired.carriesAddresses, let entry, let name = entry.name,
            let successor = successors[name], !successor.awaited.isEmpty
        else { return false }
        let other = successor.service.key
        let isProven = successor.isProven(
            by: observed.services[other], observed.ledger.services[other])
        let serving = found.destinations.filter {
            $0.value.isUsable && entry.draining[$0.key] == nil
        }
        guard !isProven, !serving.isEmpty else { return false }
        handovers.append(
            PendingHandover(
                service: key, staying: serving.keys.sorted(), awaited: successor.awaited.sorted()))
        waiting.insert(.service(key))
        lingering.append(key)
        return true
    }
}

extension Planner {
    /// Whether a service that a proxy replaces stays until HAProxy listens on its endpoint and the
    /// proxy has a proven server.
    ///
    /// IPVS receives packets before any socket does: while the service drains, new clients would
    /// reach neither.
    mutating func awaitsProxy(_ found: ObservedService) -> Bool {
        let key = found.service.key
        guard desired.carriesAddresses, let proxy = desired.proxy(at: key), !proxy.isReady,
            found.destinations.values.contains(where: \.isUsable)
        else { return false }
        let events = [
            proxy.listens ? nil : "HAProxy listens there",
            proxy.isProven ? nil : "a server of the proxy there passes its check",
        ]
        let words = events.compactMap(\.self).joined(separator: ", and ")
        notes.append("\(key) stays until \(words)")
        waiting.insert(.service(key))
        lingering.append(key)
        return true
    }

    /// Whether a new service waits because HAProxy serves its endpoint and none of its servers is
    /// proven.
    ///
    /// The service is checked meanwhile. If the document has both, for example a proxy that listens
    /// on every address, only a service that was never created waits.
    mutating func yieldsToProxy(_ wanted: DesiredService) -> Bool {
        let key = wanted.service.key
        guard let place = desired.occupied[key], wanted.isUnprovenAnew,
            desired.proxied[place] == nil || observed.ledger.services[key] == nil
        else { return false }
        handovers.append(
            PendingHandover(
                service: key, staying: [], awaited: wanted.awaited.sorted(), proxy: place))
        waiting.insert(.service(key))
        return true
    }
}

extension DesiredService {
    /// Whether none of its servers is proven although one should be, and the host has none of them.
    fileprivate var isUnprovenAnew: Bool {
        (!awaited.isEmpty || keepsHeld) && !isProven(by: nil, nil)
    }
}

extension Desired {
    /// Whether a service that was never created waits for a proxy of the document.
    func leavesToProxy(_ wanted: DesiredService) -> Bool {
        guard let place = occupied[wanted.service.key] else { return false }
        return proxied[place] != nil && wanted.isUnprovenAnew
    }

    /// Returns the readiness of the document's proxies at the service's endpoint; nil: no proxy.
    public func proxy(at key: ServiceKey) -> ProxyReadiness? {
        guard let endpoint = key.endpoint, endpoint.port == 0, key.transport == .tcp else {
            return key.place(among: proxied.keys).flatMap { proxied[$0] }
        }
        // A service of every port serves the clients of all proxies at its address.
        let found = proxied.filter { $0.key.address == endpoint.address }.values
        guard !found.isEmpty else { return nil }
        return ProxyReadiness(
            listens: found.allSatisfy(\.listens), isProven: found.allSatisfy(\.isProven))
    }
}

extension Desired {
    /// The desired addresses on any interface; nil: addresses are left alone.
    var wantedHosts: Set<IPAddress>? {
        addresses.map { Set($0.lazy.map(\.prefix.address)) }
    }
}

extension Destination {
    /// Whether the destination gets new connections.
    var isUsable: Bool { weight > 0 }
}

extension ObservedDestination {
    /// Whether the destination gets new connections.
    var isUsable: Bool { destination.weight > 0 }
}
