import Addresses
import Model

extension IPVSStep: PlannedStep {
    func apply(to observed: inout Observed) {
        switch self {
        case .addService(let service):
            if observed.services[service.key] == nil {
                observed.services[service.key] = ObservedService(service: service.normalised)
            }
        case .editService(let service, _):
            observed.services[service.key]?.service = service.normalised
        case .removeService(let key):
            observed.services[key] = nil
        case .addDestination(let destination, let key):
            observed.services[key]?.add(destination)
        case .editDestination(let destination, _, let key):
            observed.services[key]?.destinations[destination.endpoint]?.destination = destination
        case .drainDestination(let destination, let key, _, _):
            observed.services[key]?.destinations[destination.endpoint]?.destination.weight = 0
        case .removeDestination(let endpoint, let key, _):
            observed.services[key]?.destinations[endpoint] = nil
        }
    }

    func isOwn(in look: Look) -> Bool {
        let (wanted, fulfilled) = (look.desired.services, look.fulfilled.services)
        switch self {
        case .removeService(let key): return wanted[key] == nil
        case .addService(let service), .editService(let service, _):
            let key = service.key
            return wanted[key]?.service != fulfilled[key]?.service
        case .addDestination, .editDestination, .drainDestination, .removeDestination:
            guard case .server(let endpoint, let key) = subject else { return true }
            // HAProxy in place of a leaving service.
            if wanted[key] == nil, key.endpoint == endpoint { return true }
            // The next action of a drain.
            if look.observed.ledger.services[key]?.draining[endpoint] != nil { return true }
            return wanted[key]?.destinations[endpoint] != fulfilled[key]?.destinations[endpoint]
        }
    }

    func enter(in ledger: inout Ledger, _ desired: Desired) {
        switch self {
        case .drainDestination(let destination, let key, let since, _):
            ledger.services[key, default: LedgerEntry()].draining[destination.endpoint] = since
        case .addService(let service):
            let key = service.key
            // A service that waited for its servers while a proxy was in its place.
            if ledger.services[key] == nil, let wanted = desired.services[key] {
                ledger.services[key, default: LedgerEntry()].keep(wanted)
            }
            ledger.services[key, default: LedgerEntry()].draining = [:]
        case .addDestination(let destination, let key):
            ledger.services[key, default: LedgerEntry()].draining[destination.endpoint] = nil
        case .editService, .removeService, .editDestination, .removeDestination: break
        }
    }

    func reasonToWithhold(_ guardian: AddressGuard) -> String? {
        switch self {
        case .drainDestination, .removeDestination, .removeService, .editDestination:
            subject.service.flatMap { key in
                guardian.reasonToKeep(key) ?? guardian.reasonToKeepMarked(key)
            }
        case .addService, .editService, .addDestination: nil
        }
    }
}

extension ObservedService {
    fileprivate mutating func add(_ destination: Destination) {
        guard destinations[destination.endpoint] == nil else { return }
        destinations[destination.endpoint] = ObservedDestination(destination: destination)
    }
}
