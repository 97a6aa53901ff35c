import Addresses

extension Spec {
    /// Where clients reach a proxy, those that come by TLS included.
    public func endpoints(of proxy: Proxy) -> [Endpoint] {
        proxy.listen
            + sslServices.filter { $0.backend == .proxy(proxy.name) }.flatMap(\.listen)
    }

    /// Where HAProxy listens for the document.
    public var proxyEndpoints: Set<Endpoint> {
        var endpoints = proxies.flatMap(\.listen) + sslServices.flatMap(\.listen)
        if let statistics = haproxy.statistics { endpoints.append(statistics) }
        return Set(endpoints)
    }

    /// Files of the document that HAProxy reads when it loads its configuration: authorities, and
    /// lists of revoked certificates.
    public var proxyFiles: Set<String> {
        let clients = sslServices.compactMap(\.clientCertificates)
        let servers = proxies.flatMap { $0.servers + $0.routes.flatMap(\.servers) }
        let checks = proxies.flatMap { [$0.check] + $0.routes.map(\.check) }
        return Set(
            clients.flatMap { [$0.authority, $0.revoked].compactMap(\.self) }
                + servers.compactMap { $0.tls?.authority }
                + checks.compactMap { $0?.tls?.authority })
    }

    /// Addresses on which HAProxy listens for the document.
    public var proxyAddresses: Set<IPAddress> { Set(proxyEndpoints.map(\.address)) }
}
