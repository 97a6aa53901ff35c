import Addresses
import Model

extension Planner {
    /// Whether a service that is no longer desired stays as it is for now.
    ///
    /// A service on an address that is leaving serves clients until the addresses of the document
    /// do: a mistyped interface must not take a site down. A look at some services only knows
    /// nothing of addresses, so it leaves such a service to the next full look.
    mutating func holdsBack(_ found: ObservedService) -> Bool {
        let key = found.service.key
        guard let host = key.endpoint?.address, wantedHosts?.contains(host) == false,
            desired.carriesAddresses, found.destinations.values.contains(where: \.isUsable)
        else { return false }
        if observed.scope == .everything {
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

    /// Whether a service that left its address or port stays until the service that now has its
    /// name has a proven server.
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
    /// Whether a service that a proxy replaces stays until HAProxy listens in its place.
    ///
    /// IPVS takes packets before any socket does: while the service drains, new clients reach
    /// neither.
    mutating func awaitsProxy(_ found: ObservedService) -> Bool {
        let key = found.service.key
        guard desired.carriesAddresses, desired.hasProxy(at: key) == false,
            found.destinations.values.contains(where: \.isUsable)
        else { return false }
        notes.append("\(key) stays until HAProxy listens there")
        waiting.insert(.service(key))
        lingering.append(key)
        return true
    }
}

extension Desired {
    /// Whether HAProxy listens where the service is, for a proxy of the document; nil: no proxy of
    /// the document does.
    func hasProxy(at key: ServiceKey) -> Bool? {
        guard key.transport == .tcp, let endpoint = key.endpoint else { return nil }
        return proxied[endpoint]
            ?? proxied[Endpoint(.any(endpoint.address.family), port: endpoint.port)]
    }
}

extension IPAddress {
    /// The address that stands for every address of its family.
    static func any(_ family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4: .v4(IPv4Address(rawValue: 0))
        case .ipv6: .v6(IPv6Address(high: 0, low: 0))
        }
    }
}

extension Desired {
    /// The wanted addresses, wherever they are to be; nil: addresses are left alone.
    var wantedHosts: Set<IPAddress>? {
        addresses.map { Set($0.lazy.map(\.prefix.address)) }
    }
}

extension Destination {
    /// Whether it gets new connections.
    var isUsable: Bool { weight > 0 }
}

extension ObservedDestination {
    /// Whether it gets new connections.
    var isUsable: Bool { destination.weight > 0 }
}
