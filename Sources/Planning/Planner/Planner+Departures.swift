import Addresses
import Model

extension Planner {
    /// Lets the destinations go that do not stay; returns how many are removed by this plan.
    @discardableResult
    mutating func depart(
        from found: ObservedService, unless stays: (Endpoint) -> Bool, policy: DrainPolicy,
        atOnce failed: Set<Endpoint> = []
    ) -> Int {
        let key = found.service.key
        let records = observed.ledger.services[key]?.draining ?? [:]
        var removed = 0
        for endpoint in found.destinations.keys.filter({ !stays($0) }).sorted() {
            guard let present = found.destinations[endpoint] else { continue }
            let departure = Departure(
                of: present, since: records[endpoint],
                policy: failed.contains(endpoint) ? .atOnce : policy,
                waitsForTemplates: !expiresTemplates, now: desired.now)
            switch departure {
            case .begin(let since, let deadline):
                var quiet = present.destination
                quiet.weight = 0
                phases.lowers.append(
                    .drainDestination(
                        quiet, of: key, since: since, open: present.connections.open))
                list(present, of: key, since: since, deadline: deadline)
                noteQuiescence(of: present, in: found.service)
            case .wait(let since, let deadline):
                list(present, of: key, since: since, deadline: deadline)
                noteTemplates(of: present, in: found.service, areHonoured: !expiresTemplates)
            case .leave(let cutting):
                phases.oldDestinations.append(
                    .removeDestination(endpoint, from: key, cutting: cutting))
                noteTemplates(of: present, in: found.service, areHonoured: false)
                removed += 1
            }
        }
        return removed
    }

    private mutating func list(
        _ present: ObservedDestination, of key: ServiceKey, since: Moment, deadline: Moment?
    ) {
        draining.append(
            DrainingDestination(
                service: key, endpoint: present.destination.endpoint,
                connections: present.connections, since: since, deadline: deadline))
    }

    /// What a weight of 0 will mean to the clients of a destination.
    mutating func noteQuiescence(of present: ObservedDestination, in service: VirtualService) {
        noteTemplates(of: present, in: service, areHonoured: !expiresTemplates)
        // The table keeps its entry for a server of weight 0. Source: `ip_vs_sh.c`, `ip_vs_dh.c`.
        let endpoint = present.destination.endpoint
        if service.scheduler == .sourceHash, !service.schedulerFlags.contains(.fallback) {
            notes.append(
                "new clients that sh maps to \(endpoint) in \(service.key) are refused while its"
                    + " weight is 0: sh-fallback would send them to another server")
        } else if service.scheduler == .destinationHash {
            notes.append(
                "new clients that dh maps to \(endpoint) in \(service.key) are refused while its"
                    + " weight is 0")
        }
    }

    private mutating func noteTemplates(
        of present: ObservedDestination, in service: VirtualService, areHonoured: Bool
    ) {
        let count = present.connections.persistent
        guard count > 0 else { return }
        let clients = count == 1 ? "1 persistent client" : "\(count) persistent clients"
        let subject = "\(clients) of \(present.destination.endpoint) in \(service.key)"
        if areHonoured, let persistence = service.persistence {
            notes.append(
                "\(subject) will keep coming back for up to \(persistence.timeout) s:"
                    + " expire_quiescent_template is 0")
        } else {
            notes.append("\(subject) will be scheduled anew at their next connection")
        }
    }
}

extension DrainPolicy {
    /// What a failed server gets: its connections lead nowhere.
    fileprivate static let atOnce = DrainPolicy(timeout: 0, onTimeout: .remove)
}
