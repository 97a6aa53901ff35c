import Addresses

extension Proxy {
    /// Whether Ballast itself asks the servers, because HAProxy has no check like theirs.
    ///
    /// HAProxy then asks nobody: a server that fails is put into maintenance, and stays there
    /// while Ballast does not run.
    public var isCheckedByBallast: Bool {
        hasOtherCheck || routes.contains { part(for: $0).hasOtherCheck }
    }

    /// Whether HAProxy has no check like that of the proxy's own servers.
    private var hasOtherCheck: Bool {
        if let check, check.type?.asks ?? true, ProxyCheck(of: self) == nil { return true }
        return servers.contains { $0.check?.isSimple == false }
    }
}

extension Spec {
    /// The proxies whose servers Ballast asks, as services that are only checked.
    ///
    /// **Shape:** in the document's order, servers of routes after the proxy's own.
    public var checkedProxies: [Service] {
        let checked = proxies.filter(\.isCheckedByBallast)
        guard !checked.isEmpty else { return [] }
        let places = endpointsOfProxies
        return checked.map { $0.checkedService(key: $0.key(at: places[$0.name] ?? $0.listen)) }
    }

    /// Servers that Ballast's checks find down, by the name of their proxy.
    public func proxiedServersDown(by verdicts: Verdicts) -> [String: Set<Endpoint>] {
        var down: [String: Set<Endpoint>] = [:]
        guard !verdicts.isEmpty else { return down }
        for service in checkedProxies {
            guard let verdicts = verdicts[service.key] else { continue }
            let servers = verdicts.filter { $0.value.state == .down }.keys
            if !servers.isEmpty { down[service.name] = Set(servers) }
        }
        return down
    }

    /// What the verdicts on the servers of a proxy are kept under.
    public func key(ofProxy proxy: Proxy) -> ServiceKey {
        proxy.key(at: endpoints(of: proxy))
    }

    /// A proxy as a service that is only checked.
    public func service(of proxy: Proxy) -> Service {
        proxy.checkedService(key: key(ofProxy: proxy))
    }
}

extension Proxy {
    /// What the verdicts on its servers are kept under.
    ///
    /// - Parameter endpoints: where clients reach it.
    public func key(at endpoints: [Endpoint]) -> ServiceKey {
        let any = Endpoint(.v4(IPv4Address(rawValue: 0)), port: 0)
        return .listen(.tcp, endpoints.first ?? any)
    }

    fileprivate func checkedService(key: ServiceKey) -> Service {
        // A server's check is completed by the service's: routes that have their own leave none.
        let isCommon = routes.allSatisfy { $0.check == nil }
        func server(_ server: ProxyServer, in part: Proxy) -> RealServer {
            var check = server.check
            if !isCommon, let base = part.usualCheck {
                check = (check ?? Check()).completed(by: base)
            }
            return RealServer(
                name: server.name, address: server.address,
                port: server.port ?? listen.first?.port ?? 0, weight: server.weight,
                state: server.state, check: check)
        }
        return Service(
            name: name, key: key, forwarding: .masq,
            check: isCommon ? usualCheck : nil,
            servers: servers.map { server($0, in: self) }
                + routes.flatMap { route in
                    let part = self.part(for: route)
                    return route.servers.map { server($0, in: part) }
                })
    }
}

extension Proxy {
    /// The check with what is usual at a proxy: what it reads itself.
    fileprivate var usualCheck: Check? {
        var check = check
        if mode == .http, check?.service == nil, check?.type?.negotiates == true {
            check?.service = .http
        }
        return check
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
