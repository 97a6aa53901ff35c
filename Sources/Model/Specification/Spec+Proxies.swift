import Addresses

extension Spec {
    /// The endpoints of a proxy for clients, including those of its SSL services.
    public func endpoints(of proxy: Proxy) -> [Endpoint] {
        proxy.listen
            + sslServices.filter { $0.backend == .proxy(proxy.name) }.flatMap(\.listen)
    }

    /// The endpoints of every proxy, by name: ``endpoints(of:)`` of all at once.
    public var endpointsOfProxies: [String: [Endpoint]] {
        var endpoints = Dictionary(
            proxies.map { ($0.name, $0.listen) }, uniquingKeysWith: { first, _ in first })
        for service in sslServices {
            if case .proxy(let name) = service.backend {
                endpoints[name]?.append(contentsOf: service.listen)
            }
        }
        return endpoints
    }

    /// The endpoints on which HAProxy listens.
    public var proxyEndpoints: Set<Endpoint> {
        var endpoints = clientEndpointsOfProxies
        if let statistics = haproxy.statistics { endpoints.insert(statistics) }
        return endpoints
    }

    /// The endpoints of all proxies and SSL services.
    public var clientEndpointsOfProxies: Set<Endpoint> {
        Set(proxies.flatMap(\.listen) + sslServices.flatMap(\.listen))
    }

    /// The document's files that HAProxy reads with its configuration: authorities, and certificate
    /// revocation lists.
    public var proxyFiles: Set<String> { Set(proxyFilePlaces.map(\.file)) }

    /// The same files with every position in the document that names one.
    public var proxyFilePlaces: [(path: DocumentPath, file: String)] {
        var places: [(path: DocumentPath, file: String)] = []
        // Most servers name no file, so positions are made only for those that do.
        func add(_ file: String?, _ path: @autoclosure () -> DocumentPath) {
            if let file { places.append((path(), file)) }
        }
        func add(_ check: Check?, _ path: @autoclosure () -> DocumentPath) {
            add(check?.tls?.authority, path().key("check").key("tls").key("ca"))
        }
        func add(_ servers: [ProxyServer], _ path: DocumentPath) {
            for (position, server) in servers.enumerated() {
                add(
                    server.tls?.authority,
                    path.key("servers").index(position).key("tls").key("ca"))
                if server.hasCheck { add(server.check, path.key("servers").index(position)) }
            }
        }
        for (index, proxy) in proxies.enumerated() {
            let path = DocumentPath([.key("proxies"), .index(index)])
            add(proxy.check, path)
            add(proxy.servers, path)
            for (position, route) in proxy.routes.enumerated() {
                let place = path.key("routes").index(position)
                add(route.check, place)
                add(route.servers, place)
            }
        }
        for (index, service) in sslServices.enumerated() {
            let path = DocumentPath([
                .key("sslServices"), .index(index), .key("clientCertificates"),
            ])
            add(service.clientCertificates?.authority, path.key("ca"))
            add(service.clientCertificates?.revoked, path.key("crl"))
        }
        return places
    }
}
