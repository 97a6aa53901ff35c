import Addresses
import Model

extension ConfigurationBuilder {
    /// Adds the servers of a proxy, or of one of its routes.
    ///
    /// - Parameters:
    ///   - name: the name of the section.
    ///   - proxy: the proxy, or its part for the route.
    ///   - cookieSuffix: distinguishes the cookies of routes, which have different servers.
    ///   - isAsked: whether HAProxy checks the servers.
    ///   - path: the proxy.
    ///   - place: the part of the document with the servers.
    mutating func addBackend(
        of proxy: Proxy, named name: Word, cookieSuffix: String, isAsked: Bool,
        at path: DocumentPath, within place: DocumentPath
    ) {
        addTraffic(of: proxy, at: path, hasClients: place == path)
        addBalance(of: proxy, at: path.key("balance"))
        addPersistence(
            of: proxy, named: name, suffix: cookieSuffix, at: path.key("persistence"))
        let check = isAsked ? ProxyCheck(of: proxy) : nil
        if let check { addCheck(check, of: proxy, at: path.key("check")) }
        // A proxy that the operator takes out of service has not failed.
        let mayFail = !proxy.isOffline || spec.holdingPage.whenOffline
        if proxy.fallback == .holdingPage, proxy.mode == .http, mayFail {
            addHoldingPage(at: path.key("fallback"))
        }
        let scale = proxy.agentScale
        if let scale { addScale(scale, at: place.key("servers")) }
        let ids = Self.ids(of: proxy)
        for (position, server) in proxy.servers.enumerated() {
            addServer(
                server, in: name, of: proxy, check, id: ids[server.name], isAsked: isAsked, scale,
                at: place.key("servers").index(position))
        }
        if case .server(let address, let port) = proxy.fallback {
            let endpoint = Endpoint(address, port: port ?? proxy.listen.first?.port ?? 0)
            self.server(
                .part("fallback", of: ""), of: name, endpoint, isOffline: !mayFail,
                options: ["backup"] + stickiness(of: proxy) + plainWords(of: check),
                at: path.key("fallback"))
        }
    }

    /// Adds HAProxy's own answer while no server works.
    private mutating func addHoldingPage(at path: DocumentPath) {
        let wanted =
            switch spec.holdingPage.content {
            case _ where !settings.holdingPage.isEmpty: settings.holdingPage
            case .text(let text): text
            case .builtIn, .file: HoldingPage.builtIn
            }
        // HAProxy refuses its whole configuration for a larger page.
        let page = wanted.utf8.count > HoldingPage.proxyLimit ? HoldingPage.builtIn : wanted
        add(
            "http-error", "status", "503", "content-type", .text("text/html; charset=utf-8"),
            "file", file("holding.html", page), "hdr", "Cache-Control", "no-store", "hdr",
            "Retry-After", .number(spec.holdingPage.retryAfter), at: path)
    }

    /// Adds timeouts and retries that differ from the defaults.
    ///
    /// - Parameter hasClients: whether clients connect to the section; HAProxy warns of the
    ///   timeouts of clients in any other.
    mutating func addTraffic(of proxy: Proxy, at path: DocumentPath, hasClients: Bool) {
        let traffic = proxy.traffic
        let usual = ProxyTraffic()
        // HAProxy warns of a second timeout in one section.
        let isRaw = proxy.raw.contains {
            $0.split(separator: " ").starts(with: ["timeout", "tunnel"])
        }
        let mode = isRaw ? .http : proxy.mode
        let pairs = zip(traffic.timeouts.pairs(in: mode), usual.timeouts.pairs(in: .http))
        for (given, other) in pairs
        where given.duration != other.duration && (hasClients || given.keyword != "client") {
            add("timeout", given.keyword, .duration(given.duration), at: path.key("timeouts"))
        }
        if traffic.retries != usual.retries {
            add("retries", .number(traffic.retries), at: path.key("retries"))
        }
        if !traffic.redispatch { add("no", "option", "redispatch", at: path.key("redispatch")) }
    }

    private mutating func addBalance(of proxy: Proxy, at path: DocumentPath) {
        switch proxy.balance {
        case .roundRobin: add("balance", "roundrobin", at: path)
        case .leastConnections: add("balance", "leastconn", at: path)
        case .random: add("balance", "random", at: path)
        case .source:
            add("balance", "hash", .client(64, isForwarded: proxy.hasTrustedProxies), at: path)
            add("hash-type", "consistent", at: path)
        case .uri:
            add("balance", "uri", at: path)
            add("hash-type", "consistent", at: path)
        case .header(let name):
            // The older hdr(NAME) includes quotes in the name; req.hdr splits values at commas.
            add("balance", "hash", .function("req.fhdr", name), at: path)
            add("hash-type", "consistent", at: path)
        }
    }

    private mutating func addPersistence(
        of proxy: Proxy, named name: Word, suffix: String, at path: DocumentPath
    ) {
        switch proxy.persistence {
        case .none: break
        case .cookie(let cookie):
            var words: [Word] = [
                "cookie", .text(cookie.name + suffix), "insert", "indirect", "nocache",
            ]
            if cookie.httpOnly { words.append("httponly") }
            if cookie.secure { words.append("secure") }
            if let life = cookie.maxLife { words += ["maxlife", .duration(life)] }
            if let idle = cookie.maxIdle { words += ["maxidle", .duration(idle)] }
            if let scope = cookie.sameSite {
                words += ["attr", .text("SameSite=\(scope.rawValue)")]
            }
            add(words, at: path)
        case .source(let timeout, let prefix):
            let shared = sharing()
            add(
                ["stick-table", "type", "ipv6", "size", "200k", "expire", .duration(timeout)]
                    + shared, at: path)
            let client: Word = .client(prefix, isForwarded: proxy.hasTrustedProxies)
            addSticking(on: client, of: name, in: proxy, at: path)
        case .rdpCookie(let timeout):
            let shared = sharing()
            add("tcp-request", "inspect-delay", "5s", at: path)
            add("tcp-request", "content", "accept", "if", "RDP_COOKIE", at: path)
            add(
                ["stick-table", "type", "string", "len", "64", "size", "200k", "expire"]
                    + [.duration(timeout)] + shared, at: path)
            addSticking(on: Self.rdpCookie, of: name, in: proxy, at: path)
        }
    }

    /// Returns the word that excludes clients of a backup from the stick table.
    private func stickiness(of proxy: Proxy) -> [Word] {
        switch proxy.persistence {
        case .none, .cookie: []
        case .source, .rdpCookie: ["non-stick"]
        }
    }

    /// The lines of some servers of a proxy and of its routes, without the rest of the sections.
    mutating func addServers(of proxy: Proxy, at endpoints: Set<Endpoint>) {
        let isAsked = !proxy.isCheckedByBallast
        for (part, name) in proxy.sections {
            let servers = part.servers(at: endpoints, of: proxy)
            guard !servers.isEmpty else { continue }
            let check = isAsked ? ProxyCheck(of: part) : nil
            let ids = Self.ids(of: part)
            for server in servers {
                addServer(
                    server, in: name, of: part, check, id: ids[server.name], isAsked: isAsked,
                    part.agentScale, at: DocumentPath())
            }
        }
    }

    private mutating func addServer(
        _ server: ProxyServer, in backend: Word, of proxy: Proxy, _ check: ProxyCheck?,
        id: Int?, isAsked: Bool, _ scale: AgentScale?, at path: DocumentPath
    ) {
        let port = server.port ?? proxy.listen.first?.port ?? 0
        let name = Word.identifier(server.name)
        var words: [Word] = []
        // Clients of a backup return to the other servers as soon as one works.
        if case .cookie = proxy.persistence, !server.backup { words += ["cookie", name] }
        if let id { words += ["id", .number(id)] }
        if let time = proxy.traffic.slowStart { words += ["slowstart", .duration(time)] }
        if server.backup { words += ["backup"] + stickiness(of: proxy) }
        switch server.proxyProtocol {
        case .v1: words.append("send-proxy")
        case .v2: words.append("send-proxy-v2")
        case nil: break
        }
        if let tls = server.tls {
            words += ["ssl"] + tls.words(settings, name: tls.serverName)
            // An address is no valid server name. Source: RFC 6066 section 3.
            if let name = tls.serverName, IPAddress(name) == nil {
                words += ["sni", .function("str", name)]
            }
            if server.http2 { words += ["alpn", .text("h2,http/1.1")] }
        } else if server.http2 {
            words += ["proto", "h2"]
        }
        if isAsked { words += self.words(of: check, for: server, in: proxy) }
        if server.tls == nil { words += plainWords(of: check) }
        let agent = agentWords(for: server, in: proxy)
        let type = server.check?.type ?? proxy.check?.type
        let endpoint = Endpoint(server.address, port: port)
        let isDown = settings.results?.down[proxy.name]?.contains(endpoint) == true
        self.server(
            name, of: backend, endpoint,
            weight: server.state == .drain ? 0 : scale?.scaled(server.weight) ?? server.weight,
            limit: server.maxConnections,
            isOffline: server.state == .offline || type == .off || isDown,
            options: words + (isDown ? [] : agent), kept: isDown ? agent : [], at: path)
    }
}

extension Proxy {
    /// Whether requests can arrive from proxies that report the client.
    var hasTrustedProxies: Bool { mode == .http && !trustedProxies.isEmpty }
}

extension Check.TLS {
    /// Returns the words for the verification of the server.
    ///
    /// - Parameter name: the required name in its certificate; nil: any.
    func words(_ settings: HAProxySettings, name: String?) -> [Word] {
        guard verify else { return ["verify", "none"] }
        let authority = authority.map { settings.file($0) } ?? .text("@system-ca")
        let name: [Word] = (name ?? serverName).map { ["verifyhost", .text($0)] } ?? []
        return ["verify", "required", "ca-file", authority] + name
    }
}
