import Model

extension Spec {
    /// Returns the document with the address of a server as another one has it.
    func withAddress(of server: String, _ service: String, from other: Spec) -> Spec? {
        let edit = DocumentEdit.state(service: service, server: server, .online)
        guard let place = try? EditedServer(of: edit, in: other) else { return nil }
        var spec = self
        switch place {
        case .service(let position, let number):
            guard spec.services.indices.contains(position),
                spec.services[position].servers.indices.contains(number)
            else { return nil }
            let former = other.services[position].servers[number]
            spec.services[position].servers[number].address = former.address
            spec.services[position].servers[number].port = former.port
        case .proxy(let position, let number):
            guard spec.proxies.indices.contains(position),
                spec.proxies[position].servers.indices.contains(number)
            else { return nil }
            let former = other.proxies[position].servers[number]
            spec.proxies[position].servers[number].address = former.address
            spec.proxies[position].servers[number].port = former.port
        case .route(let route, let position, let number):
            guard spec.proxies.indices.contains(position),
                spec.proxies[position].routes.indices.contains(route),
                case .servers(var servers) = spec.proxies[position].routes[route].action,
                servers.indices.contains(number)
            else { return nil }
            let former = other.proxies[position].routes[route].servers[number]
            servers[number].address = former.address
            servers[number].port = former.port
            spec.proxies[position].routes[route].action = .servers(servers)
        }
        return spec
    }

    /// Returns the document without a server.
    func without(_ server: String, _ service: String) -> Spec? {
        let edit = DocumentEdit.state(service: service, server: server, .online)
        guard let place = try? EditedServer(of: edit, in: self) else { return nil }
        var spec = self
        switch place {
        case .service(let position, let number):
            spec.services[position].servers.remove(at: number)
        case .proxy(let position, let number):
            spec.proxies[position].servers.remove(at: number)
        case .route(let route, let position, let number):
            guard case .servers(var servers) = spec.proxies[position].routes[route].action else {
                return nil
            }
            servers.remove(at: number)
            spec.proxies[position].routes[route].action = .servers(servers)
        }
        return spec
    }
}
