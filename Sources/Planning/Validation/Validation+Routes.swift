import Model

extension Validation {
    /// Routes that get nothing, since one before them takes all that they would.
    mutating func checkRoutes(of proxy: Proxy, at path: DocumentPath) {
        for (position, route) in proxy.routes.enumerated() {
            let earlier = proxy.routes[..<position].firstIndex { $0.match.covers(route.match) }
            guard let earlier else { continue }
            warning(
                .deadRoute, at: path.key("routes").index(position),
                "this route never gets a request: route \(earlier + 1) of \(proxy.name) takes"
                    + " them all",
                hint: "put it before route \(earlier + 1), or remove it")
        }
    }

    /// Checks that Ballast makes itself; HAProxy's own are looked at by HAProxy.
    mutating func checkChecks(of proxy: Proxy, at path: DocumentPath) {
        guard proxy.isCheckedByBallast else { return }
        var service = spec.service(of: proxy)
        // Those of routes follow the proxy's own, and are asked the same.
        service.servers = Array(service.servers.prefix(proxy.servers.count))
        checkHealth(of: service, at: path)
    }
}

extension Route.Match {
    /// Whether every request that the other takes is taken by this, as far as can be told.
    fileprivate func covers(_ other: Route.Match) -> Bool {
        let takesPath = path == nil || path == ".*" || path == other.path
        let takesPrefix =
            prefix.isEmpty
            || !other.prefix.isEmpty
                && other.prefix.allSatisfy { long in prefix.contains { long.hasPrefix($0) } }
        let takesHost = Self.takes(
            host.map { $0.lowercased() }, other.host.map { $0.lowercased() })
        return takesPath && takesPrefix && takesHost
            && Self.takes(method, other.method)
            && Set(header).isSubset(of: Set(other.header))
            && Set(query).isSubset(of: Set(other.query))
    }

    /// Whether each of the other values is among these, where these are any.
    private static func takes(_ values: [String], _ others: [String]) -> Bool {
        values.isEmpty || !others.isEmpty && Set(others).isSubset(of: Set(values))
    }
}
