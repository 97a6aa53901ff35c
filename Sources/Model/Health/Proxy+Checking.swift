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
    ///
    /// With HAProxy a server is up until a check fails, and it looks at as much of an answer as
    /// its buffer takes.
    private var hasOtherCheck: Bool {
        if let check, check.type?.asks ?? true {
            let isBounded = check.bodyLimit != nil && check.expectation.pattern != nil
            if isBounded || check.start == .down || ProxyCheck(of: self) == nil { return true }
        }
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
        return checked.map { proxy in
            let key = proxy.key(at: places[proxy.name] ?? proxy.listen)
            return proxy.checkedService(key: key, handshakeWithin: health.timeout)
        }
    }

    /// What the verdicts on the servers of a proxy are kept under.
    public func key(ofProxy proxy: Proxy) -> ServiceKey {
        proxy.key(at: endpoints(of: proxy))
    }

    /// A proxy as a service that is only checked, in the TLS of its servers.
    public func service(of proxy: Proxy) -> Service {
        proxy.checkedService(key: key(ofProxy: proxy), handshakeWithin: health.timeout)
    }

    /// A proxy as a service that is only checked, with the checks as the document has them.
    public func checkedService(of proxy: Proxy) -> Service {
        proxy.checkedService(key: key(ofProxy: proxy), handshakeWithin: nil)
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

    /// The proxy as a service that is only checked.
    ///
    /// - Parameter handshakeWithin: Checks speak the TLS of their servers, and a handshake has
    ///   this time where no check names one; nil leaves checks as the document has them.
    fileprivate func checkedService(key: ServiceKey, handshakeWithin: Duration?) -> Service {
        // A server's check is completed by the service's: routes that have their own leave none.
        let isCommon = routes.allSatisfy { $0.check == nil }
        func server(_ server: ProxyServer, in part: Proxy) -> RealServer {
            var check = server.check
            if !isCommon, let base = part.usualCheck {
                check = (check ?? Check()).completed(by: base)
            }
            if let limit = handshakeWithin, server.tls != nil, check != nil || part.check != nil {
                let whole = (check ?? Check()).completed(by: part.usualCheck ?? Check())
                check = whole.speaking(server, of: part, within: limit)
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
    /// The check as a server with TLS understands it, at its own address and port.
    ///
    /// A connection is a handshake then, within the time of a connection; to a server that waits
    /// for the PROXY protocol it stays a connection.
    fileprivate func speaking(
        _ server: ProxyServer, of proxy: Proxy, within limit: Duration
    ) -> Check {
        let own = server.port ?? proxy.listen.first?.port ?? 0
        guard port ?? own == own, address ?? server.address == server.address else { return self }
        var check = self
        var tls = tls ?? server.tls ?? Check.TLS()
        tls.serverName = tls.serverName ?? server.tls?.serverName
        switch type ?? .connect {
        case .connect where server.proxyProtocol == nil:
            check.type = .negotiate
            check.service = .tcp
            check.negotiateTimeout = timeout ?? limit
        case .negotiate, .connects:
            switch service ?? .usual(atPort: own) {
            case .http: check.service = .https
            case .none: check.service = .tcp
            case .radius: return self
            default: break
            }
            if startTLS == true || transport == .udp { return self }
        case .connect, .ping, .udp, .external, .on, .off: return self
        }
        check.tls = tls
        return check
    }

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
