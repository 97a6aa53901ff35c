import Addresses

extension Spec {
    /// Where clients reach a proxy, those that come by TLS included.
    public func endpoints(of proxy: Proxy) -> [Endpoint] {
        proxy.listen
            + sslServices.filter { $0.backend == .proxy(proxy.name) }.flatMap(\.listen)
    }

    /// Addresses on which HAProxy listens for the document.
    public var proxyAddresses: Set<IPAddress> {
        var endpoints = proxies.flatMap(\.listen) + sslServices.flatMap(\.listen)
        if let statistics = haproxy.statistics { endpoints.append(statistics) }
        return Set(endpoints.map(\.address))
    }
}
