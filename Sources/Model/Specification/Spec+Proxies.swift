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

    /// Addresses on which HAProxy listens for the document.
    public var proxyAddresses: Set<IPAddress> { Set(proxyEndpoints.map(\.address)) }
}
