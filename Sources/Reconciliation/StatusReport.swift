import Addresses
import Model

/// Puts what is wanted beside what is there: a pure function of what the reconciler knows.
struct StatusReport {
    let spec: Spec
    let desired: Desired
    let observed: Observed
    let retries: Retries

    /// The services of the document in its order, then those of ours that are leaving.
    func services() -> [ServiceStatus] {
        let named = spec.services.map { service in
            status(of: service.key, service)
        }
        let known = Set(spec.services.map(\.key))
        let leaving = observed.services.keys
            .filter { !known.contains($0) && observed.ledger.services[$0] != nil }
            .sorted()
            .map { status(of: $0, nil) }
        return named + leaving
    }

    /// The virtual addresses, wanted ones and those that are leaving.
    func addresses() -> [AddressStatus] {
        let wanted = desired.addresses ?? []
        let leaving = observed.ledger.addresses.filter {
            !wanted.contains($0) && observed.addresses[$0] != nil
        }
        return wanted.union(leaving).sorted().map {
            AddressStatus(
                address: $0, wanted: wanted.contains($0),
                present: observed.addresses[$0] != nil)
        }
    }

    private func status(of key: ServiceKey, _ service: Service?) -> ServiceStatus {
        let want = desired.services[key]
        let got = observed.services[key]
        let listed = (service?.servers ?? []).map { server -> ServerStatus in
            let endpoint = service?.endpoint(of: server) ?? Endpoint(server.address, port: 0)
            return status(
                endpoint, key, server, want: want?.destinations[endpoint],
                got: got?.destinations[endpoint])
        }
        let known = Set(listed.map(\.endpoint))
        let others = (got?.destinations ?? [:])
            .filter { !known.contains($0.key) }
            .sorted { $0.key < $1.key }
            .map { status($0.key, key, nil, want: nil, got: $0.value) }
        return ServiceStatus(
            name: service?.name, key: key, want: want?.service, got: got?.service,
            servers: listed + others, counters: got?.counters ?? TrafficCounters())
    }

    private func status(
        _ endpoint: Endpoint, _ key: ServiceKey, _ server: RealServer?, want: Destination?,
        got: ObservedDestination?
    ) -> ServerStatus {
        ServerStatus(
            name: server?.name, endpoint: endpoint, state: server?.state, want: want,
            got: got?.destination, connections: got?.connections ?? ConnectionCounts(),
            reason: reason(endpoint, key, server, want: want, got: got))
    }

    private func reason(
        _ endpoint: Endpoint, _ key: ServiceKey, _ server: RealServer?, want: Destination?,
        got: ObservedDestination?
    ) -> String? {
        if let entry = retries.entries[.server(endpoint, of: key)] ?? retries.entries[.service(key)]
        {
            return entry.failure.description
        }
        let operatorsWish = Self.operatorsWish(server)
        if want == nil, let got {
            let open = got.connections.open
            let leaving = open == 0 ? "leaving" : "leaving, \(open) connections open"
            return [operatorsWish ?? "not in the document", leaving].joined(separator: "; ")
        }
        if want != got?.destination { return operatorsWish ?? "not applied yet" }
        return operatorsWish
    }

    private static func operatorsWish(_ server: RealServer?) -> String? {
        guard let server else { return nil }
        switch server.state {
        case .drain: return "drained by the operator"
        case .offline: return "taken offline by the operator"
        case .online: return server.weight == 0 ? "weight 0 in the document" : nil
        }
    }
}
