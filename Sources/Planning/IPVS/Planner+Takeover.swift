import Addresses
import Model

extension Planner {
    /// Adds HAProxy as a server of a service while the other servers drain, and then removes the
    /// service; false: nothing was planned, because connections would be cut or refused.
    ///
    /// IPVS delivers the packets for a server with an address of this host to local sockets. After
    /// the removal of the service and its connection entries, the packets reach the same sockets
    /// without IPVS; without `expire_nodest_conn` the kernel would drop them. Source:
    /// `ip_vs_in_hook`, `ip_vs_null_xmit`.
    mutating func leaveToProxy(_ found: ObservedService, _ entry: LedgerEntry?) -> Bool {
        let key = found.service.key
        guard desired.carriesAddresses, desired.proxy(at: key) != nil else { return false }
        guard observed.scope.covers(.address), observed.scope.covers(.setting) else {
            // The scope of the look excludes addresses or sysctls.
            lingering.append(key)
            return true
        }
        let expires = (observed.sysctls[.expireNoDestinationConnection] ?? 0) != 0
        guard let entry, entry.drain.timeout > 0, let place = key.endpoint, place.port > 0,
            expires,
            observed.addresses.keys.contains(where: { $0.prefix.address == place.address }),
            found.service.canDrain
        else { return false }
        let others = found.destinations.keys.filter { $0 != place }
        if found.destinations[place]?.isUsable != true {
            guard found.destinations[place] == nil,
                found.destinations.values.contains(where: \.isUsable)
            else { return false }
            phases.add(
                .ipvs(.addDestination(Destination(endpoint: place), to: key)))
        }
        let removed = depart(from: found, unless: { $0 == place }, policy: entry.drain)
        guard removed == others.count else {
            lingering.append(key)
            return true
        }
        if found.destinations[place] != nil {
            phases.add(.ipvs(.removeDestination(place, from: key, cutting: 0)))
        }
        phases.add(.ipvs(.removeService(key)))
        return true
    }
}

extension VirtualService {
    /// Whether new clients avoid servers of weight 0.
    fileprivate var canDrain: Bool {
        switch scheduler {
        case .destinationHash: false
        case .sourceHash, .maglevHash: schedulerFlags.contains(.fallback)
        default: true
        }
    }
}
