import Addresses
import Model

/// Servers that were removed from the document and may be held, with their checks.
struct FormerServers: Sendable {
    /// The servers, each in a copy of its former service.
    private var services: [ServiceKey: [Endpoint: Service]] = [:]
    /// The checked servers that are not in the document.
    private var checked: [ServiceKey: Set<Endpoint>] = [:]

    /// Records the checks of servers that the next document removes and that may be held.
    ///
    /// - Parameter document: the previous document; nil: none.
    mutating func note(from document: DocumentIndex?, to next: Spec, _ ledger: Ledger) {
        var kept: [ServiceKey: [Endpoint: Service]] = [:]
        let former = document?.spec.services ?? []
        let isEmpty = services.isEmpty && ledger.held.isEmpty
        for (position, service) in next.services.enumerated()
        where service.handover == .whenProven {
            // Most services are unchanged and in their place.
            if isEmpty, position < former.count, former[position] == service { continue }
            let before = document?[service.key]
            var servers = services[service.key] ?? [:]
            // An unchanged service loses no server.
            if servers.isEmpty, ledger.held[service.key] == nil, before == service { continue }
            for server in before?.servers ?? [] {
                servers[service.endpoint(of: server)] = before?.alone(server)
            }
            // The checks of an earlier run are unknown.
            for endpoint in ledger.held[service.key, default: [:]].keys
            where servers[endpoint] == nil {
                servers[endpoint] = service.alone(endpoint)
            }
            for server in service.servers { servers[service.endpoint(of: server)] = nil }
            if !servers.isEmpty { kept[service.key] = servers }
        }
        services = kept
        checked = kept.mapValues { Set($0.keys) }
    }

    /// Replaces secrets in the checks of former servers.
    mutating func fillSecrets(_ secrets: [Secret.File: String]) {
        services = services.mapValues { servers in
            servers.mapValues { service in
                var service = service
                service.fillSecrets { secrets[$0] }
                return service
            }
        }
    }

    /// Updates the checked servers to those that are held.
    ///
    /// - Parameter keys: the services that may hold servers.
    ///
    /// **Shape:** whether the set of checked servers has changed.
    mutating func follow(
        _ desired: Desired?, among keys: Set<ServiceKey>, of document: DocumentIndex
    ) -> Bool {
        var held: [ServiceKey: Set<Endpoint>] = [:]
        for key in keys {
            guard let service = document[key], let wanted = desired?.services[key],
                !wanted.held.isEmpty
            else { continue }
            let outside = Set(wanted.held.keys).subtracting(
                service.servers.map { service.endpoint(of: $0) })
            for endpoint in outside where services[key]?[endpoint] == nil {
                services[key, default: [:]][endpoint] = service.alone(endpoint)
            }
            if !outside.isEmpty { held[key] = outside }
        }
        if !services.isEmpty {
            services = services.reduce(into: [:]) { kept, entry in
                let servers = entry.value.filter { held[entry.key]?.contains($0.key) == true }
                if !servers.isEmpty { kept[entry.key] = servers }
            }
        }
        guard held != checked else { return false }
        checked = held
        return true
    }

    /// Returns the document with each checked former server as a service of its own.
    func checks(beside spec: Spec) -> Spec {
        var spec = spec
        for key in checked.keys.sorted() {
            for endpoint in checked[key, default: []].sorted() {
                if let service = services[key]?[endpoint] { spec.services.append(service) }
            }
        }
        return spec
    }
}

extension Service {
    /// Returns the service with only this server and without feedback.
    fileprivate func alone(_ server: RealServer) -> Service {
        var service = self
        var server = server
        server.feedback = nil
        service.feedback = nil
        service.servers = [server]
        return service
    }

    /// Returns the service with only a server at this endpoint, which uses the service's check.
    fileprivate func alone(_ endpoint: Endpoint) -> Service {
        alone(
            RealServer(
                name: "\(endpoint)", address: endpoint.address,
                port: endpoint.port == 0 ? nil : endpoint.port))
    }
}
