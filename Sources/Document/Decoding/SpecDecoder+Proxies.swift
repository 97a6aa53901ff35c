import Addresses
import Model

extension SpecDecoder {
    /// `proxies`.
    mutating func proxies(_ root: ObjectReader<RootFields>) -> [Proxy] {
        var seen: [String: NodeIndex] = [:]
        return objects(.proxies, of: root) { $0.proxy($1, &seen) }
    }

    /// An element of `proxies`.
    mutating func proxy(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex]
    ) -> Proxy? {
        guard let object = object(node, as: ProxyFields.self) else { return nil }
        let name = name(.name, of: object)
        reportDuplicate(name, at: object[.name], of: node, in: &seen, "proxy")
        var names: [String: NodeIndex] = [:]
        var proxy = Proxy(
            name: name, listen: endpoints(.listen, of: object),
            mode: Proxy.Mode(rawValue: word(.mode, of: object)) ?? .http,
            persistence: proxyPersistence(.persistence, of: object) ?? .none,
            servers: objects(.servers, of: object) { $0.proxyServer($1, &names) },
            routes: routes(object, &names),
            check: object[.check].flatMap { check($0, definition(ProxyFields.check)) },
            raw: texts(.raw, of: object))
        proxy.balance = balance(.balance, of: object) ?? .roundRobin
        proxy.handover = Handover(rawValue: word(.handover, of: object)) ?? .whenProven
        proxy.fallback = proxyFallback(.fallback, of: object)
        proxy.feedback = object[.feedback]
            .flatMap { proxyFeedback($0, definition(ProxyFields.feedback)) }
        proxy.headers = headerEdits(object)
        proxy.normalize = boolean(.normalize, of: object)
        proxy.forwardedFor = boolean(.forwardedFor, of: object)
        proxy.trustedProxies = networks(.trustedProxies, of: object)
        proxy.proxyProtocol = proxySenders(object)
        proxy.compression = boolean(.compression, of: object)
        proxy.limits = sourceLimits(.limits, of: object)
        proxy.traffic = traffic(object)
        proxy.log = accessLog(.log, of: object)
        return proxy
    }

    /// `proxyProtocol` of a proxy.
    private mutating func proxySenders(_ object: ObjectReader<ProxyFields>) -> ProxySenders {
        guard let node = object[.proxyProtocol], tree.node(node).kind == .mapping else {
            return boolean(.proxyProtocol, of: object) ? .fromAll : .off
        }
        let networks = nested(.proxyProtocol, of: object, as: ProxyProtocolFields.self) {
            $0.networks(.from, of: $1)
        }
        return .from(networks ?? [])
    }

    /// A server of a proxy or of a route.
    mutating func proxyServer(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex]
    ) -> ProxyServer? {
        guard let object = object(node, as: ProxyServerFields.self) else { return nil }
        let name = name(.name, of: object)
        reportDuplicate(name, at: object[.name], of: node, in: &seen, "server")
        let place = serverAddress(.address, of: object)
        var server = ProxyServer(
            name: name, address: place?.address ?? .v4(IPv4Address(rawValue: 0)),
            port: place?.port, weight: integer(.weight, of: object))
        server.state = ServerState(rawValue: word(.state, of: object)) ?? .online
        server.backup = boolean(.backup, of: object)
        server.check = object[.check].flatMap { check($0, definition(ProxyServerFields.check)) }
        server.feedback = object[.feedback]
            .flatMap { proxyFeedback($0, definition(ProxyServerFields.feedback)) }
        server.maxConnections = optionalInteger(.maxConnections, of: object)
        server.proxyProtocol = optionalWord(.proxyProtocol, of: object)
            .flatMap { ProxyServer.ProxyProtocol(rawValue: $0) }
        server.tls = tls(.tls, of: object)
        server.http2 = boolean(.http2, of: object)
        return server
    }

    /// `balance` of a proxy or a route; nil when the key is missing or wrong.
    mutating func balance<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> ProxyBalance? {
        guard let node = object[field] else { return nil }
        guard tree.node(node).kind == .mapping else {
            return word(node, definition(field)).map { balance($0, header: nil, at: node) }
        }
        return nested(field, of: object, as: BalanceFields.self) { decoder, inner in
            let word = decoder.word(.algorithm, of: inner)
            if let node = inner[.header], word != "header" {
                decoder.report(
                    .conflictingKeys, at: node, "header",
                    "\"header\" applies to algorithm header only", hint: "remove it")
            }
            return decoder.balance(word, header: decoder.line(.header, of: inner), at: inner.node)
        }
    }

    private mutating func balance(
        _ word: String, header: String?, at node: NodeIndex
    ) -> ProxyBalance {
        switch word {
        case "leastconn": return .leastConnections
        case "source": return .source
        case "uri": return .uri
        case "random": return .random
        case "header":
            if header == nil {
                report(
                    .missingKey, at: node, nil, "balance by header needs the key \"header\"",
                    hint: "write `balance: {algorithm: header, header: X-User}`")
            }
            return .header(header ?? "")
        default: return .roundRobin
        }
    }

    /// `fallback` of a proxy or a route.
    mutating func proxyFallback<Fields: ObjectFields>(
        _ key: Fields, of object: ObjectReader<Fields>
    ) -> ProxyFallback? {
        guard let node = object[key] else { return nil }
        let field = definition(key)
        if tree.node(node).kind == .scalar,
            let first = tree.bytes(of: node).first, first >= UInt8(ascii: "g")
        {
            return word(node, field).map { _ in .holdingPage }
        }
        return serverAddress(key, of: object).map { .server($0.address, $0.port) }
    }

    private mutating func headerEdits(_ object: ObjectReader<ProxyFields>) -> HeaderEdits {
        let edits = nested(.headers, of: object, as: HeaderFields.self) { decoder, inner in
            HeaderEdits(
                request: decoder.edits(.request, of: inner),
                response: decoder.edits(.response, of: inner))
        }
        return edits ?? HeaderEdits()
    }

    private mutating func edits(
        _ field: HeaderFields, of object: ObjectReader<HeaderFields>
    ) -> HeaderEdits.Edits {
        let edits = nested(field, of: object, as: HeaderEditFields.self) { decoder, inner in
            HeaderEdits.Edits(
                set: inner[.set].flatMap {
                    decoder.headers($0, decoder.definition(HeaderEditFields.set))
                } ?? [],
                remove: decoder.texts(.remove, of: inner))
        }
        return edits ?? HeaderEdits.Edits()
    }
}
