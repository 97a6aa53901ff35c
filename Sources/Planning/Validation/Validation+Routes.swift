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

    /// What HAProxy can't ask of servers.
    mutating func checkChecks(of proxy: Proxy, at path: DocumentPath) {
        if let check = proxy.check, check.type?.asks ?? true, ProxyCheck(of: proxy) == nil {
            error(
                .proxyCheck, at: path.key("check"),
                "HAProxy has no check like that of \(proxy.name)",
                hint: "it can connect, and negotiate http, https, tcp, smtp, redis, mysql,"
                    + " postgresql and ldap without passwords")
        }
        checkOverrides(proxy.servers, at: path)
        for (position, route) in proxy.routes.enumerated() {
            checkOverrides(route.servers, at: path.key("routes").index(position))
        }
    }

    private mutating func checkOverrides(_ servers: [ProxyServer], at path: DocumentPath) {
        for (position, server) in servers.enumerated() {
            guard let check = server.check, !check.isSimple else { continue }
            error(
                .proxyCheck, at: path.key("servers").index(position).key("check"),
                "HAProxy asks all servers of a proxy the same, and \(server.name) is to be asked"
                    + " something else",
                hint: "on, off, port, address, interval, downInterval, fall and rise can differ")
        }
    }
}

extension Check {
    /// Whether it says no more than HAProxy has for one server.
    fileprivate var isSimple: Bool {
        var rest = self
        rest.type = nil
        rest.port = nil
        rest.address = nil
        rest.interval = nil
        rest.downInterval = nil
        rest.fall = nil
        rest.rise = nil
        return rest == Check() && (type == nil || type == .on || type == .off)
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
