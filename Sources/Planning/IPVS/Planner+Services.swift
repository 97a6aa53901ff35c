import Addresses
import Model

extension Planner {
    /// Plans services and their destinations, in the order of their keys.
    mutating func planServices() {
        var keys = observed.scope.keys(in: desired.services)
        for key in observed.services.keys
        where desired.services[key] == nil && observed.scope.covers(key) {
            keys.append(key)
        }
        keys.sort()
        noteSuccessors(keys)
        for key in keys {
            switch (desired.services[key], observed.services[key]) {
            case (let wanted?, nil): create(wanted)
            case (let wanted?, let found?): update(found, to: wanted)
            case (nil, let found?): release(found)
            case (nil, nil): break
            }
        }
        noteCut()
        if observed.scope.covers(.ipvs), let unknown = observed.unknown.text {
            notes.append("the IPVS table has \(unknown), of other programs, which stay")
        }
    }

    /// Adds a note about cut connections whose packets the kernel drops without an answer.
    ///
    /// Source: `net/netfilter/ipvs/ip_vs_core.c`, `ip_vs_in_hook`.
    private mutating func noteCut() {
        guard cut > 0, upcoming(.expireNoDestinationConnection) == 0 else { return }
        let subject = cut == 1 ? "1 cut connection" : "\(cut) cut connections"
        notes.append(
            "packets of \(subject) get no answer until the entry expires, also those of a later"
                + " flow from the same port: expire_nodest_conn is 0")
    }

    private mutating func create(_ wanted: DesiredService) {
        let key = wanted.service.key
        if yieldsToProxy(wanted) { return }
        if desired.occupied[key] != nil, !wanted.isUsable { outages.append(key) }
        phases.addNew(.ipvs(.addService(wanted.service)))
        for endpoint in wanted.destinations.keys.sorted() {
            guard let destination = wanted.destinations[endpoint] else { continue }
            phases.addNew(.ipvs(.addDestination(destination, to: key)))
        }
        noteHandover(to: wanted)
    }

    private mutating func noteHandover(to wanted: DesiredService) {
        guard !wanted.held.isEmpty else { return }
        handovers.append(
            PendingHandover(
                service: wanted.service.key, staying: wanted.held.keys.sorted(),
                awaited: wanted.awaited.sorted()))
    }

    private mutating func update(_ found: ObservedService, to wanted: DesiredService) {
        let key = wanted.service.key
        if found.service != wanted.service, found.service.normalised != wanted.service.normalised {
            phases.add(.ipvs(.editService(wanted.service, from: found.service)))
        }
        var differing: [Endpoint] = []
        for (endpoint, destination) in wanted.destinations
        where found.destinations[endpoint]?.destination != destination {
            differing.append(endpoint)
        }
        differing.sort()
        for endpoint in differing {
            guard let destination = wanted.destinations[endpoint] else { continue }
            if let present = found.destinations[endpoint] {
                edit(present, to: destination, of: wanted.service)
            } else {
                phases.add(.ipvs(.addDestination(destination, to: key)))
            }
        }
        noteHandover(to: wanted)
        if found.isUsable, !wanted.isUsable { outages.append(key) }
        depart(
            from: found, unless: { wanted.destinations[$0] != nil }, policy: wanted.drain,
            atOnce: wanted.failed, byHand: wanted.dismissed)
    }

    private mutating func edit(
        _ present: ObservedDestination, to wanted: Destination, of service: VirtualService
    ) {
        let step = Step.ipvs(.editDestination(wanted, from: present.destination, of: service.key))
        phases.add(step)
        if step.phase == .lowering { noteQuiescence(of: present, in: service) }
    }

    /// Plans the drain and removal of a service of ours that is no longer desired.
    private mutating func release(_ found: ObservedService) {
        let key = found.service.key
        let entry = observed.ledger.services[key]
        guard entry != nil || desired.ownership == .exclusive else {
            foreign.append(.service(key, destinations: found.destinations.count))
            return
        }
        if holdsBack(found) || awaitsSuccessor(found, entry) || awaitsProxy(found) { return }
        if entry == nil { foreignTouched += 1 }
        if leaveToProxy(found, entry) { return }
        // The kernel receives the packets of the proxy's clients as long as the service exists.
        let policy = desired.proxy(at: key) == nil ? entry?.drain : .atOnce
        let removed = depart(
            from: found, unless: { _ in false }, policy: policy ?? DrainPolicy())
        if removed == found.destinations.count {
            phases.add(.ipvs(.removeService(key)))
        } else {
            lingering.append(key)
        }
    }
}

extension ServiceKey {
    /// Whether the kernel treats the service as FTP's control connection.
    ///
    /// Source: `FTPPORT`.
    var isFileTransfer: Bool { transport == .tcp && endpoint?.port == 21 }
}

extension VirtualService {
    /// The normal form: services that the kernel treats as equal have the same one.
    var normalised: VirtualService {
        guard persistence?.prefixLength == key.family.bits else { return self }
        var service = self
        service.persistence?.prefixLength = nil
        return service
    }
}
