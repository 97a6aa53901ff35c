import Addresses

extension Proxy {
    /// Whether Ballast itself checks the servers, because HAProxy has no equivalent check.
    ///
    /// HAProxy then checks none: a failed server is put into maintenance, and stays there while
    /// Ballast does not run.
    public var isCheckedByBallast: Bool {
        hasOtherCheck || routes.contains { part(for: $0).hasOtherCheck }
    }

    /// Whether HAProxy lacks a check like that of the proxy's own servers.
    ///
    /// In HAProxy a server is up until a check fails, and an answer is examined only as far as the
    /// buffer holds it.
    private var hasOtherCheck: Bool {
        if let check, check.type?.asks ?? true {
            let isBounded = check.bodyLimit != nil && check.expectation.pattern != nil
            if isBounded || check.start == .down || ProxyCheck(of: self) == nil { return true }
        }
        return servers.contains { $0.check?.isSimple == false }
    }
}

extension Spec {
    /// The proxies whose servers Ballast checks, as services that are only checked.
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

    /// Returns the key for the verdicts of a proxy's servers.
    public func key(ofProxy proxy: Proxy) -> ServiceKey {
        proxy.key(at: endpoints(of: proxy))
    }

    /// Returns a proxy as a service that is only checked, with the TLS of its servers.
    public func service(of proxy: Proxy) -> Service {
        proxy.checkedService(key: key(ofProxy: proxy), handshakeWithin: health.timeout)
    }

    /// Returns a proxy as a service that is only checked, with the checks of the document.
    public func checkedService(of proxy: Proxy) -> Service {
        proxy.checkedService(key: key(ofProxy: proxy), handshakeWithin: nil)
    }
}

extension Proxy {
    /// Returns the key for the verdicts of its servers.
    ///
    /// - Parameter endpoints: the endpoints for clients.
    public func key(at endpoints: [Endpoint]) -> ServiceKey {
        let any = Endpoint(.v4(IPv4Address(rawValue: 0)), port: 0)
        return .listen(.tcp, endpoints.first ?? any)
    }

    /// Returns the proxy as a service that is only checked.
    ///
    /// - Parameter handshakeWithin: the time limit of a TLS handshake for checks without one;
    ///   checks then use the TLS of their servers. With nil the checks are those of the document.
    fileprivate func checkedService(key: ServiceKey, handshakeWithin: Duration?) -> Service {
        // The service's check completes a server's check, so with separate checks of routes there
        // is none.
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
    /// The check with the defaults of a proxy.
    fileprivate var usualCheck: Check? {
        var check = check
        if mode == .http, check?.service == nil, check?.type?.negotiates == true {
            check?.service = .http
        }
        return check
    }
}

extension Check {
    /// Returns the check for a server with TLS at its own address and port.
    ///
    /// A connection check includes a handshake, within the time limit of a connection; a server
    /// that expects the PROXY protocol only gets a connection.
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

    /// Whether HAProxy supports all of its settings for a single server.
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
