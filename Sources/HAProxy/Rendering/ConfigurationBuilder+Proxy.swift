import Addresses
import Model

extension ConfigurationBuilder {
    /// Adds a proxy with its routes.
    mutating func addProxy(_ index: Int) {
        let proxy = spec.proxies[index]
        let path = DocumentPath([.key("proxies"), .index(index)])
        section("listen", .identifier(proxy.name), at: path)
        addBinds(of: proxy, at: path)
        let choices = addFrontend(of: proxy, at: path)
        if proxy.isStatistics {
            addStatistics(at: path)
            addGuard(
                of: spec.haproxy.page, at: DocumentPath([.key("admin"), .key("statisticsPage")]))
        }
        if !proxy.servers.isEmpty {
            addDrainRules(of: proxy, named: .identifier(proxy.name), at: path)
        }
        addRoutes(of: proxy, under: choices, at: path)
        let isAsked = !proxy.isCheckedByBallast
        if !proxy.servers.isEmpty {
            addBackend(
                of: proxy, named: .identifier(proxy.name), cookieSuffix: "", isAsked: isAsked,
                at: path, within: path)
        } else {
            addTraffic(of: proxy, at: path, hasClients: true)
        }
        raw(proxy.raw, at: path)
        for (position, route) in proxy.routes.enumerated() {
            addRoute(route, position, of: proxy, isAsked: isAsked, at: path)
        }
        addLimits(of: proxy, at: path)
    }

    private mutating func addBinds(of proxy: Proxy, at path: DocumentPath) {
        for (position, endpoint) in settings.listens.endpoints(of: proxy.name, at: proxy.listen) {
            var words: [Word] = ["bind"] + bind(endpoint)
            if proxy.proxyProtocol == .fromAll { words.append("accept-proxy") }
            let place = path.key("listen")
            add(words, at: proxy.listen.count == 1 ? place : place.index(position))
        }
        for (position, service) in spec.sslServices.enumerated()
        where service.backend == .proxy(proxy.name) {
            let place = DocumentPath([.key("sslServices"), .index(position)])
            addBinds(
                of: service, mode: proxy.mode, acceptsProxy: proxy.proxyProtocol == .fromAll,
                at: place)
        }
    }

    /// Adds the rules that apply before a server is chosen.
    ///
    /// - Returns: the condition of each route; empty: the route matches every request.
    private mutating func addFrontend(of proxy: Proxy, at path: DocumentPath) -> [[Word]] {
        if proxy.mode == .tcp { add("mode", "tcp", at: path.key("mode")) }
        if let count = proxy.traffic.maxConnections {
            add("maxconn", .number(count), at: path.key("maxConnections"))
        }
        addAccessLog(of: proxy, at: path)
        let trusted = path.key("trustedProxies")
        if proxy.hasTrustedProxies {
            addNetworks(proxy.trustedProxies, named: "trusted-proxy", at: trusted)
        }
        addSenders(of: proxy, at: path.key("proxyProtocol"))
        addConnectionLimits(of: proxy, at: path)
        guard proxy.mode == .http else { return [] }
        if proxy.hasTrustedProxies { addClient(of: proxy, at: trusted) }
        addRequestLimits(of: proxy, at: path)
        if proxy.normalize { addNormalization(at: path.key("normalize")) }
        addFarewell(at: path)
        if proxy.forwardedFor {
            addForwarding(hasTrusted: proxy.hasTrustedProxies, at: path)
        }
        addClientCertificates(of: proxy)
        for (position, service) in spec.sslServices.enumerated()
        where service.backend == .proxy(proxy.name) {
            let place = DocumentPath([.key("sslServices"), .index(position)])
            addPromise(of: service, at: place)
        }
        let choices = addChoices(of: proxy, at: path)
        let place = path.key("headers")
        add(proxy.headers.request, "http-request", at: place.key("request"))
        add(proxy.headers.response, "http-after-response", at: place.key("response"))
        if proxy.compression {
            let place = path.key("compression")
            add("compression", "algo", "gzip", at: place)
            add(
                "compression", "type", "text/html", "text/plain", "text/css", "text/xml",
                "text/javascript", "application/javascript", "application/json",
                "application/xml", "image/svg+xml", at: place)
        }
        return choices
    }

    /// Lets an old worker answer one more request of an idle client before it closes the
    /// connection.
    mutating func addFarewell(at path: DocumentPath) {
        add("option", "idle-close-on-response", at: path)
    }

    /// Sends the client's address and protocol to the server; only trusted proxies can supply them.
    mutating func addForwarding(hasTrusted: Bool, at path: DocumentPath) {
        let place = path.key("forwardedFor")
        let stranger: [Word] = hasTrusted ? ["unless", "trusted-proxy"] : []
        for name in ["X-Forwarded-For", "X-Forwarded-Proto"] {
            addRemoval(of: HeaderSpellings.others(of: name), at: place)
        }
        add(["http-request", "del-header", "X-Forwarded-For"] + stranger, at: place)
        add(["http-request", "del-header", "Forwarded"] + stranger, at: place)
        add("option", "forwardfor", at: place)
        for (value, condition) in [("https", "{ ssl_fc }"), ("http", "!{ ssl_fc }")]
            as [(Word, Word)]
        {
            let words: [Word] = ["http-request", "set-header", "X-Forwarded-Proto", value, "if"]
            guard hasTrusted else {
                add(words + [condition], at: place)
                continue
            }
            let isUnsaid: Word = "!{ req.hdr(X-Forwarded-Proto) -m found }"
            add(words + [condition, "!trusted-proxy"] + ["or", condition, isUnsaid], at: place)
        }
    }

    private mutating func add(
        _ edits: HeaderEdits.Edits, _ rule: Word, at path: DocumentPath
    ) {
        let isRequest = rule == "http-request"
        for name in edits.remove {
            add(rule, "del-header", .text(name), at: path.key("remove"))
            if isRequest {
                addRemoval(of: HeaderSpellings.others(of: name), at: path.key("remove"))
            }
        }
        for header in edits.set where isRequest {
            addRemoval(
                of: HeaderSpellings.others(of: header.name), at: path.key("set").key(header.name))
        }
        for header in edits.set {
            let place = path.key("set").key(header.name)
            if header.value.isEmpty {
                // HAProxy has no syntax for an empty value.
                add(rule, "del-header", .text(header.name), at: place)
            } else {
                add(rule, "set-header", .text(header.name), .format(header.value), at: place)
            }
        }
    }
}

extension ConfigurationBuilder {
    /// Returns the words of a bind line; an unspecified address is every address of its family.
    ///
    /// A virtual address is added only after its services, and never on a standby node, so HAProxy
    /// binds to it in advance.
    func bind(_ endpoint: Endpoint) -> [Word] {
        let isVirtual = spec.virtualAddresses.contains {
            $0.address.address == endpoint.address
        }
        // The unspecified IPv6 address also accepts IPv4 without `v6only`.
        let isEverySix = endpoint.address.isUnspecified && endpoint.address.family == .ipv6
        return [.text("\(endpoint)")] + (isVirtual ? ["transparent"] : [])
            + (isEverySix ? ["v6only"] : [])
    }
}
