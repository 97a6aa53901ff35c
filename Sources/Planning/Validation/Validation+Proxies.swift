import Addresses
import Model

extension Validation {
    /// Checks proxies, SSL services, the statistics page and the API.
    ///
    /// - Parameters:
    ///   - clean: for each proxy, whether its own checks can be skipped.
    ///   - later: set for each proxy to whether its own checks have no finding.
    mutating func checkProxies(unless clean: [Bool], noting later: inout [Bool]) {
        for (index, proxy) in spec.proxies.enumerated() {
            let path = DocumentPath([.key("proxies"), .index(index)])
            checkName(proxy.name, "proxy", at: path)
            checkListens(proxy.listen, of: proxy.name, at: path)
            if clean[index] { continue }
            let before = diagnostics.count
            check(proxy, at: path)
            later[index] = diagnostics.count == before
        }
        for (index, service) in spec.sslServices.enumerated() {
            let path = DocumentPath([.key("sslServices"), .index(index)])
            checkName(service.name, "SSL service", at: path)
            checkListens(service.listen, of: service.name, at: path)
            checkReferences(of: service, at: path)
        }
        if let endpoint = spec.haproxy.statistics {
            let path = DocumentPath([.key("admin"), .key("statistics")])
            checkListen(endpoint, of: "the statistics page", at: path, isVirtual: false)
            checkReach(ofStatistics: spec.haproxy.page, on: [endpoint], at: path)
        }
        if let endpoint = spec.admin.listen {
            let path = DocumentPath([.key("admin"), .key("listen")])
            checkListen(endpoint, of: "the API", at: path, isVirtual: false)
        } else if spec.admin.power {
            warning(
                .powerWithoutPages, at: DocumentPath([.key("admin"), .key("power")]),
                "no page can restart or halt the node, because admin has no \"listen\"",
                hint: "add listen: ADDRESS:9443, or remove power")
        }
        checkRaw(spec.haproxy.raw, at: DocumentPath([.key("haproxy")]))
    }

    /// Checks a proxy, without the other proxies.
    mutating func check(_ proxy: Proxy, at path: DocumentPath) {
        checkReachability(of: proxy, at: path)
        checkMode(of: proxy, at: path)
        checkServers(of: proxy, at: path)
        checkChecks(of: proxy, at: path)
        checkFeedback(of: proxy, at: path)
        checkSafety(of: proxy, at: path)
        checkRoutes(of: proxy, at: path)
        checkMatches(of: proxy, at: path)
        checkRedirects(of: proxy, at: path)
        checkRequests(of: proxy, at: path)
        checkOwnKeys(of: proxy, at: path)
        checkReach(ofStatistics: proxy, at: path)
        checkRaw(of: proxy, at: path)
    }

    /// Reports a name that is in use for another kind: service, proxy or SSL service.
    private mutating func checkName(_ name: String, _ kind: String, at path: DocumentPath) {
        guard let other = proxyNames.updateValue(kind, forKey: name), other != kind else {
            return
        }
        error(
            .duplicateName, at: path.key("name"),
            "the \(kind) has the name \"\(name)\", and a \(other) has it too",
            hint: "commands name services, proxies and SSL services alike: give another name")
    }

    private mutating func checkListens(
        _ endpoints: [Endpoint], of name: String, at path: DocumentPath
    ) {
        let place = path.key("listen")
        for (position, endpoint) in endpoints.enumerated() {
            checkListen(
                endpoint, of: name,
                at: endpoints.count == 1 ? place : place.index(position),
                isVirtual: name != "stats")
        }
    }

    private mutating func checkListen(
        _ endpoint: Endpoint, of name: String, at path: DocumentPath, isVirtual: Bool
    ) {
        let key = ServiceKey.listen(.tcp, endpoint)
        if let other = listeners[key] {
            error(
                .duplicateListen, at: path, "\(other) listens on \(key) already",
                hint: "give one of them another address or port")
        } else {
            listeners[key] = name
        }
        if endpoint.port == 0 {
            error(.noListen, at: path, "\(name) needs a port to listen on", hint: "name the port")
        }
        let isEvery = endpoint.address.isUnspecified
        if isVirtual, !isEvery { checkLocal(endpoint.address, at: path) }
    }

    private mutating func checkReachability(of proxy: Proxy, at path: DocumentPath) {
        let isBackend = spec.sslServices.contains { $0.backend == .proxy(proxy.name) }
        if proxy.listen.isEmpty, !isBackend {
            error(
                .noListen, at: path,
                "\(proxy.name) listens nowhere, and no SSL service hands over to it",
                hint: "add `listen: 10.0.0.100:80`")
        }
        let servers = proxy.servers + proxy.routes.flatMap(\.servers)
        if proxy.listen.isEmpty, let server = servers.first(where: { $0.port == nil }) {
            error(
                .noListen, at: path,
                "\(server.name) has no port, and \(proxy.name) has no listen to take it from",
                hint: "write `address: \(Endpoint(server.address, port: 80))`")
        }
    }

    private mutating func checkMode(of proxy: Proxy, at path: DocumentPath) {
        var wrong: [(key: String, what: String)] = []
        if proxy.persistence.isOfRDP, proxy.mode == .http {
            wrong.append(("persistence", "persistence rdpCookie"))
        }
        if proxy.routes.contains(where: { $0.persistence?.isOfRDP == true }) {
            wrong.append(("routes", "persistence rdpCookie"))
        }
        if proxy.mode == .tcp { wrong += proxy.keysOfHTTP }
        for (key, what) in wrong {
            let other: Proxy.Mode = proxy.mode == .http ? .tcp : .http
            error(
                .proxyMode, at: path.key(key),
                "\(what) applies to mode \(other.rawValue), and \(proxy.name) has mode"
                    + " \(proxy.mode.rawValue)",
                hint: "remove it, or write `mode: \(other.rawValue)`")
        }
    }

    private mutating func checkServers(of proxy: Proxy, at path: DocumentPath) {
        let groups =
            [(proxy.servers, path)]
            + proxy.routes.enumerated().map {
                ($1.servers, path.key("routes").index($0))
            }
        for (servers, place) in groups {
            checkOff(
                servers.map { ($0.name, $0.state, $0.check?.type ?? proxy.check?.type) }, at: place)
            var names: [Endpoint: String] = [:]
            for (index, server) in servers.enumerated() {
                let path = place.key("servers").index(index).key("address")
                let endpoint = Endpoint(
                    server.address, port: server.port ?? proxy.listen.first?.port ?? 0)
                if let name = names.updateValue(server.name, forKey: endpoint) {
                    error(
                        .duplicateServer, at: path,
                        "\(endpoint) is the server \(name) of \(proxy.name) already",
                        hint: "keep one of them, with the sum of their weights")
                }
                checkReach(ofProxied: server, at: path)
                checkVerification(of: server, at: place.key("servers").index(index))
            }
        }
        let fallbacks =
            [(proxy.fallback, path)]
            + proxy.routes.enumerated().map { ($1.fallback, path.key("routes").index($0)) }
        for case (.server(let address, _)?, let place) in fallbacks {
            checkReach(ofProxied: address, named: "the fallback", at: place.key("fallback"))
        }
        let isServed = proxy.servers.contains {
            $0.state == .online && $0.weight > 0 && ($0.check?.type ?? proxy.check?.type) != .off
        }
        let needsNone = proxy.isStatistics || !proxy.routes.isEmpty && proxy.servers.isEmpty
        if !isServed, !needsNone {
            warning(
                .noServers, at: path.key("servers"),
                "\(proxy.name) has no server that is online with a weight: "
                    + (proxy.fallback != nil && spec.holdingPage.whenOffline
                        ? "its fallback has its clients" : "it refuses clients"),
                hint: proxy.fallback == nil || spec.holdingPage.whenOffline
                    ? nil : "`holdingPage: {whenOffline: true}` sends them to the fallback")
        }
    }

    /// Checks the certificate name: HAProxy verifies the given name, and without one no name.
    private mutating func checkVerification(of server: ProxyServer, at path: DocumentPath) {
        guard let tls = server.tls, tls.verify else { return }
        if let name = tls.serverName {
            checkName(name, isVerifiedBy: server.name, at: path.key("tls").key("serverName"))
            return
        }
        warning(
            .unnamedServer, at: path.key("tls"),
            "the certificate of \(server.name) may be for any name: any certificate of "
                + (tls.authority.map { "the authorities in \($0)" } ?? "a public authority")
                + " is accepted",
            hint: "add the name that it is for: `serverName: \(server.name).example`")
    }

    private mutating func checkReferences(of service: SSLService, at path: DocumentPath) {
        if case .endpoint(let endpoint) = service.backend {
            checkReach(
                ofProxied: endpoint.address, named: "the endpoint", at: path.key("endpoint"))
        }
        if case .proxy(let name) = service.backend,
            !spec.proxies.contains(where: { $0.name == name })
        {
            error(
                .unknownProxy, at: path.key("backend"), "there is no proxy \"\(name)\"",
                hint: spec.proxies.first.map { "write `backend: \($0.name)`" }
                    ?? "add it to proxies, or give an endpoint")
        }
        for (position, name) in service.certificates.enumerated()
        where !spec.certificates.contains(where: { $0.name == name }) {
            let isList = service.certificates.count > 1
            error(
                .unknownCertificate,
                at: isList
                    ? path.key("certificates").index(position) : path.key("certificate"),
                "there is no certificate \"\(name)\"",
                hint: "add `certificates: [{name: \(name)}]` to the document")
        }
        guard case .proxy(let name) = service.backend,
            let proxy = spec.proxies.first(where: { $0.name == name }), proxy.mode == .tcp
        else { return }
        for (key, isGiven) in [("hsts", service.hsts != nil), ("redirect", service.redirect)]
        where isGiven {
            error(
                .proxyMode, at: path.key(key),
                "\(key) applies to mode http, and \(name) has mode tcp", hint: "remove it")
        }
    }
}

extension Proxy {
    /// The keys of the proxy that need parsed requests.
    fileprivate var keysOfHTTP: [(key: String, what: String)] {
        var keys: [(String, String)] = []
        if !routes.isEmpty { keys.append(("routes", "routes")) }
        if case .cookie = persistence { keys.append(("persistence", "persistence cookie")) }
        if balance == .uri { keys.append(("balance", "balance uri")) }
        if case .header = balance { keys.append(("balance", "balance header")) }
        if headers != HeaderEdits() { keys.append(("headers", "headers")) }
        if normalize { keys.append(("normalize", "normalize")) }
        if compression { keys.append(("compression", "compression")) }
        if fallback == .holdingPage { keys.append(("fallback", "the holding page")) }
        if traffic.rateLimit?.requests != nil {
            keys.append(("rateLimit", "a limit of requests"))
        }
        return keys
    }
}

extension ProxyPersistence {
    fileprivate var isOfRDP: Bool { if case .rdpCookie = self { true } else { false } }
}
