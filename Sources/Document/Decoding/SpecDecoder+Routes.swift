import Model

extension SpecDecoder {
    /// `routes` of a proxy.
    ///
    /// - Parameter names: the names of the proxy's own servers.
    mutating func routes(
        _ proxy: ObjectReader<ProxyFields>, _ names: inout [String: NodeIndex]
    ) -> [Route] {
        var seen: [String: NodeIndex] = [:]
        return objects(.routes, of: proxy) { $0.route($1, &seen, &names) }
    }

    private mutating func route(
        _ node: NodeIndex, _ seen: inout [String: NodeIndex], _ names: inout [String: NodeIndex]
    ) -> Route? {
        guard let object = object(node, as: RouteFields.self) else { return nil }
        let match = nested(.match, of: object, as: MatchFields.self) { decoder, inner in
            Route.Match(
                path: decoder.pathExpression(inner), prefix: decoder.texts(.prefix, of: inner),
                host: decoder.texts(.host, of: inner), header: decoder.pairs(.header, of: inner),
                method: decoder.texts(.method, of: inner),
                query: decoder.pairs(.query, of: inner))
        }
        var route = Route(match ?? Route.Match(), to: action(object, &names))
        if object.has(.name) {
            let name = name(.name, of: object)
            reportDuplicate(name, at: object[.name], of: node, in: &seen, "route")
            route.name = name
        }
        route.plain = boolean(.plain, of: object)
        route.balance = balance(.balance, of: object)
        route.persistence = proxyPersistence(.persistence, of: object)
        route.check = object[.check].flatMap { check($0, definition(RouteFields.check)) }
        route.fallback = proxyFallback(.fallback, of: object)
        return route
    }

    private mutating func pathExpression(_ object: ObjectReader<MatchFields>) -> String? {
        line(.path, of: object) == nil ? nil : expression(.path, of: object)
    }

    private mutating func action(
        _ object: ObjectReader<RouteFields>, _ names: inout [String: NodeIndex]
    ) -> Route.Action {
        let servers = objects(.servers, of: object) { $0.proxyServer($1, &names) }
        let redirect = nested(.redirect, of: object, as: RedirectFields.self) { decoder, inner in
            Route.Redirect(
                to: decoder.line(.to, of: inner) ?? "", status: decoder.redirectStatus(inner),
                keepPath: decoder.boolean(.keepPath, of: inner))
        }
        let answer = nested(.answer, of: object, as: AnswerFields.self) { decoder, inner in
            Route.FixedAnswer(
                status: decoder.integer(.status, of: inner),
                contentType: decoder.line(.contentType, of: inner) ?? "text/plain",
                body: decoder.body(inner))
        }
        let given = [RouteFields.servers, .redirect, .answer].filter { object.has($0) }
        if given.isEmpty {
            report(
                .missingKey, at: object.node, nil,
                "a route needs one of the keys \"servers\", \"redirect\" and \"answer\"",
                hint: "add `servers: [{name: app1, address: 10.0.0.11:80}]`")
        } else if given.count > 1, let node = object[given[1]] {
            report(
                .conflictingKeys, at: node, "\(given[1])",
                "a route has either \"\(given[0])\" or \"\(given[1])\", not both",
                hint: "remove one of them")
        }
        return redirect.map { .redirect($0) } ?? answer.map { .answer($0) } ?? .servers(servers)
    }

    private mutating func redirectStatus(_ object: ObjectReader<RedirectFields>) -> Int {
        let status = integer(.status, of: object)
        if let node = object[.status], !Route.Redirect.statuses.contains(status) {
            report(
                .unknownValue, at: node, "status", "\(status) does not send a client elsewhere",
                hint: "write one of: 301, 302, 303, 307, 308")
        }
        return status
    }

    /// A text of any number of lines, without NUL characters.
    private mutating func body(_ object: ObjectReader<AnswerFields>) -> String {
        guard let text = text(.body, of: object), let node = object[.body] else { return "" }
        if text.utf8.contains(0) {
            report(.malformed, at: node, "body", "\"body\" may have no NUL character")
        }
        return text
    }
}
