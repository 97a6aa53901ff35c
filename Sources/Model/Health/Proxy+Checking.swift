import Addresses

extension Proxy {
    /// Whether Ballast itself asks the servers, because HAProxy has no check like theirs.
    ///
    /// HAProxy then asks nobody: a server that fails is put into maintenance, and stays there
    /// while Ballast does not run.
    public var isCheckedByBallast: Bool {
        if let check, check.type?.asks ?? true, ProxyCheck(of: self) == nil { return true }
        return (servers + routes.flatMap(\.servers)).contains { $0.check?.isSimple == false }
    }
}

extension Spec {
    /// The proxies whose servers Ballast asks, as services that are only checked.
    ///
    /// **Shape:** in the document's order, servers of routes after the proxy's own.
    public var checkedProxies: [Service] {
        proxies.filter(\.isCheckedByBallast).map { service(of: $0) }
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

    /// A proxy as a service that is only checked.
    public func service(of proxy: Proxy) -> Service {
        let any = Endpoint(.v4(IPv4Address(rawValue: 0)), port: 0)
        let listen = endpoints(of: proxy).first ?? any
        var check = proxy.check
        // What is usual at a proxy is what it reads itself.
        if proxy.mode == .http, check?.service == nil, check?.type?.negotiates == true {
            check?.service = .http
        }
        return Service(
            name: proxy.name, key: .listen(.tcp, listen), forwarding: .masq, check: check,
            servers: (proxy.servers + proxy.routes.flatMap(\.servers)).map { server in
                RealServer(
                    name: server.name, address: server.address,
                    port: server.port ?? proxy.listen.first?.port ?? 0, weight: server.weight,
                    state: server.state, check: server.check)
            })
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
