import Addresses
import Model

extension Planner {
    /// Plans the departure of the destinations that do not stay; returns the number of removals in
    /// this plan.
    ///
    /// - Parameters:
    ///   - failed: failed servers, whose connections can be cut at once.
    ///   - dismissed: servers that the operator removed, whose connections drain.
    @discardableResult
    mutating func depart(
        from found: ObservedService, unless stays: (Endpoint) -> Bool, policy: DrainPolicy,
        atOnce failed: Set<Endpoint> = [], byHand dismissed: Set<Endpoint> = []
    ) -> Int {
        let key = found.service.key
        let records = observed.ledger.services[key]?.draining ?? [:]
        var removed = 0
        for endpoint in found.destinations.keys.filter({ !stays($0) }).sorted() {
            guard let present = found.destinations[endpoint] else { continue }
            var ownPolicy = policy
            if failed.contains(endpoint) {
                ownPolicy = .atOnce
            } else if dismissed.contains(endpoint), policy.timeout > 0 {
                ownPolicy.onTimeout = .keep
            }
            let departure = Departure(
                of: present, since: records[endpoint], policy: ownPolicy,
                waitsForTemplates: !expiresTemplates, now: desired.now)
            switch departure {
            case .begin(let since, let deadline):
                var quiet = present.destination
                quiet.weight = 0
                phases.add(
                    .ipvs(
                        .drainDestination(
                            quiet, of: key, since: since, open: present.connections.open)))
                list(present, of: key, since: since, deadline: deadline)
                noteQuiescence(of: present, in: found.service)
            case .wait(let since, let deadline):
                list(present, of: key, since: since, deadline: deadline)
                noteTemplates(of: present, in: found.service, areHonoured: !expiresTemplates)
            case .leave(let cutting):
                phases.add(
                    .ipvs(.removeDestination(endpoint, from: key, cutting: cutting)))
                noteTemplates(of: present, in: found.service, areHonoured: false)
                cut += cutting
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

    /// Adds a note about the effect of weight 0 on the clients of a destination.
    mutating func noteQuiescence(of present: ObservedDestination, in service: VirtualService) {
        noteTemplates(of: present, in: service, areHonoured: !expiresTemplates)
        // The table keeps its entries for a server of weight 0. Source: `ip_vs_sh.c`, `ip_vs_mh.c`,
        // `ip_vs_dh.c`.
        let scheduler = service.scheduler
        let canFallBack = scheduler == .sourceHash || scheduler == .maglevHash
        guard
            canFallBack && !service.schedulerFlags.contains(.fallback)
                || scheduler == .destinationHash
        else { return }
        let name = scheduler.rawValue
        notes.append(
            "new clients that \(name) maps to \(present.destination.endpoint) in \(service.key) are"
                + " refused while its weight is 0"
                + (canFallBack ? ": \(name)-fallback would send them to another server" : ""))
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
    /// The policy for a failed server, whose connections are dead, and for a service that a proxy
    /// replaces.
    static let atOnce = DrainPolicy(timeout: 0, onTimeout: .remove)
}
