import Addresses
import Model
import Planning

extension Reconciler {
    /// Notes how servers were checked that are not in the next document, and may be held.
    func noteFormer(of next: Spec) {
        let before = Dictionary(
            (spec?.services ?? []).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var kept: [ServiceKey: [Endpoint: Service]] = [:]
        for service in next.services where service.handover == .whenProven {
            var servers = former[service.key] ?? [:]
            for server in before[service.key]?.servers ?? [] {
                servers[service.endpoint(of: server)] = before[service.key]?.alone(server)
            }
            // Nothing is known of how an earlier run checked them.
            for endpoint in ledger.held[service.key, default: [:]].keys
            where servers[endpoint] == nil {
                servers[endpoint] = service.alone(endpoint)
            }
            for server in service.servers { servers[service.endpoint(of: server)] = nil }
            if !servers.isEmpty { kept[service.key] = servers }
        }
        former = kept
    }

    /// Has the servers checked that are held, beside those of the document, and no others.
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

    /// Has the servers of the document checked, and beside them these former ones.
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
    /// The service with this server alone, of which nothing but its health is asked.
    fileprivate func alone(_ server: RealServer) -> Service {
        var service = self
        var server = server
        server.feedback = nil
        service.feedback = nil
        service.servers = [server]
        return service
    }

    /// The same of a server of which only its place is known: it is checked as others now are.
    fileprivate func alone(_ endpoint: Endpoint) -> Service {
        alone(
            RealServer(
                name: "\(endpoint)", address: endpoint.address,
                port: endpoint.port == 0 ? nil : endpoint.port))
    }
}
