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

extension Desired {
    /// The wanted addresses, wherever they are to be; nil: addresses are left alone.
    var wantedHosts: Set<IPAddress>? {
        addresses.map { Set($0.lazy.map(\.prefix.address)) }
    }
}

extension ObservedDestination {
    /// Whether it gets new connections.
    var isUsable: Bool { destination.weight > 0 }
}
