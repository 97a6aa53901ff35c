import Addresses
import Model
import Planning

extension Reconciler {
    /// Records the checks of servers that are not in the next document and may be held.
    func noteFormer(of next: Spec) {
        let before = Dictionary(
            (spec?.services ?? []).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var kept: [ServiceKey: [Endpoint: Service]] = [:]
        for service in next.services where service.handover == .whenProven {
            var servers = former[service.key] ?? [:]
            for server in before[service.key]?.servers ?? [] {
                servers[service.endpoint(of: server)] = before[service.key]?.alone(server)
            }
            // The checks of an earlier run are unknown.
            for endpoint in ledger.held[service.key, default: [:]].keys
            where servers[endpoint] == nil {
                servers[endpoint] = service.alone(endpoint)
            }
            for server in service.servers { servers[service.endpoint(of: server)] = nil }
            if !servers.isEmpty { kept[service.key] = servers }
        }
        former = kept
    }

    /// Starts the checks of held servers beside those of the document, and ends all others.
    func checkHeld() {
        guard let spec else { return }
        var held: [ServiceKey: Set<Endpoint>] = [:]
        for service in spec.services {
            guard let servers = desired?.services[service.key]?.held, !servers.isEmpty else {
                continue
            }
            let outside = Set(servers.keys).subtracting(
                service.servers.map { service.endpoint(of: $0) })
            for endpoint in outside where former[service.key]?[endpoint] == nil {
                former[service.key, default: [:]][endpoint] = service.alone(endpoint)
            }
            if !outside.isEmpty { held[service.key] = outside }
        }
        former = former.reduce(into: [:]) { kept, entry in
            let servers = entry.value.filter { held[entry.key]?.contains($0.key) == true }
            if !servers.isEmpty { kept[entry.key] = servers }
        }
        if held != checkedApart { checkServers(beside: held) }
    }

    /// Starts the checks of the document's servers and of these former ones.
    func checkServers(beside others: [ServiceKey: Set<Endpoint>]) {
        guard var spec else { return }
        checkedApart = others
        for key in others.keys.sorted() {
            for endpoint in others[key, default: []].sorted() {
                if let service = former[key]?[endpoint] { spec.services.append(service) }
            }
        }
        checking(spec)
    }
}

extension Service {
    /// The service with this server alone and without feedback: only its health is checked.
    fileprivate func alone(_ server: RealServer) -> Service {
        var service = self
        var server = server
        server.feedback = nil
        service.feedback = nil
        service.servers = [server]
        return service
    }

    /// The same for a server of which only the endpoint is known: it gets the service's check.
    fileprivate func alone(_ endpoint: Endpoint) -> Service {
        alone(
            RealServer(
                name: "\(endpoint)", address: endpoint.address,
                port: endpoint.port == 0 ? nil : endpoint.port))
    }
}
