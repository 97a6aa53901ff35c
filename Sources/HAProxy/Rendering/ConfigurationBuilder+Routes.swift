import Model

extension ConfigurationBuilder {
    /// Chooses the route of a request, and redirects requests without TLS that need it.
    ///
    /// HAProxy evaluates rules that change headers before `use_backend`, and a plain route exempts
    /// only requests that no earlier route matches. In both cases the route is stored in a variable
    /// before any change. Source: HAProxy's configuration manual, 4.2, `use_backend`.
    ///
    /// - Returns: the condition of each route; empty: always.
    mutating func addChoices(of proxy: Proxy, at path: DocumentPath) -> [[Word]] {
        var conditions = proxy.routes.enumerated().map { position, route in
            addConditions(of: route, position, at: path.key("routes").index(position))
        }
        let services = spec.sslServices.indices.filter {
            let service = spec.sslServices[$0]
            return service.redirect && service.backend == .proxy(proxy.name)
        }
        let plain = proxy.routes.indices.filter { proxy.routes[$0].plain }
        let isKept =
            proxy.headers.request != HeaderEdits.Edits() || !services.isEmpty && !plain.isEmpty
        if isKept {
            for position in proxy.routes.indices {
                let first: [Word] = position == 0 ? [] : ["!{ var(txn.route) -m found }"]
                let all = first + conditions[position]
                add(
                    ["http-request", "set-var(txn.route)"]
                        + [.joined("int(", .number(position + 1), ")")]
                        + (all.isEmpty ? [] : ["if"] + all),
                    at: path.key("routes").index(position))
                conditions[position] = [
                    "{", "var(txn.route)", "-m", "int", .number(position + 1), "}",
                ]
            }
        }
        for service in services where proxy.mode == .http {
            let place = DocumentPath([.key("sslServices"), .index(service)])
            addRedirect(
                to: spec.sslServices[service], of: proxy, exceptFor: plain, at: place)
        }
        return conditions
    }

    /// Forwards requests to their routes.
    mutating func addRoutes(
        of proxy: Proxy, under conditions: [[Word]], at path: DocumentPath
    ) {
        for (position, route) in proxy.routes.enumerated() {
            let condition = conditions[position].isEmpty ? [] : ["if"] + conditions[position]
            add(
                ["use_backend", .route(route, at: position, of: proxy.name)] + condition,
                at: path.key("routes").index(position))
        }
    }

    /// Returns the conditions of a route, all of which must match; none: it matches every request.
    private mutating func addConditions(
        of route: Route, _ position: Int, at path: DocumentPath
    ) -> [Word] {
        let match = route.match
        let place = path.key("match")
        var conditions: [Word] = []
        if let path = match.path {
            let name = Word.condition("path", of: position)
            conditions.append(name)
            add("acl", name, "path", "-m", "reg", "--", .text(path), at: place.key("path"))
        }
        addList("prefix", ["path", "-m", "beg"], match.prefix)
        // `shop.example.` is the same host. Source: RFC 1034 section 3.1.
        let hosts = match.host.map { String($0.withoutTrailingDots) }
        let isWild = { (host: String) in host.hasPrefix("*.") }
        addList(
            "host", ["req.hdr(host),host_only,rtrim(.)", "-m", "str", "-i"],
            hosts.filter { !isWild($0) })
        addList(
            "host", ["req.hdr(host),host_only,rtrim(.)", "-m", "end", "-i"],
            hosts.filter(isWild).map { String($0.dropFirst()) })
        addList("method", ["method"], match.method)
        for (number, header) in match.header.enumerated() {
            addPair("header", number, .function("req.fhdr", header.name), header.value)
        }
        for (number, parameter) in match.query.enumerated() {
            // A value has several spellings: `a b`, `a+b` and `a%20b` are equal.
            addPair(
                "query", number, .function("url_param", parameter.name, ",url_dec(1)"),
                parameter.value.withoutEscapes)
        }
        return conditions

        func addList(_ kind: StaticString, _ test: [Word], _ values: [String]) {
            guard !values.isEmpty else { return }
            let name = Word.condition(kind, of: position)
            if conditions.last != name { conditions.append(name) }
            // A line has at most 64 words.
            for start in stride(from: 0, to: values.count, by: 32) {
                let part = values[start..<min(start + 32, values.count)].map { Word.text($0) }
                add(["acl", name] + test + ["--"] + part, at: place.key("\(kind)"))
            }
        }

        func addPair(_ kind: StaticString, _ number: Int, _ value: Word, _ wanted: String) {
            let name = Word.condition(kind, of: position, number)
            conditions.append(name)
            let place = place.key("\(kind)")
            if wanted.isEmpty {
                add("acl", name, value, "-m", "len", "0", at: place)
            } else {
                add("acl", name, value, "-m", "str", "--", .text(wanted), at: place)
            }
        }
    }

    /// Adds the backend of a route: servers, a redirect or an answer.
    mutating func addRoute(
        _ route: Route, _ position: Int, of proxy: Proxy, isAsked: Bool, at path: DocumentPath
    ) {
        let place = path.key("routes").index(position)
        let name = Word.route(route, at: position, of: proxy.name)
        section("backend", name, at: place)
        switch route.action {
        case .servers:
            let part = proxy.part(for: route)
            let suffix = "-\(Word.route(route, at: position))"
            addDrainRules(of: part, named: name, suffix: suffix, at: path)
            addBackend(
                of: part, named: name, cookieSuffix: suffix, isAsked: isAsked, at: path,
                within: place)
        case .redirect(let redirect):
            let kind: Word = redirect.keepPath ? "prefix" : "location"
            add(
                "http-request", "redirect", kind, .format(redirect.beginning), "code",
                .number(redirect.status), at: place.key("redirect"))
        case .answer(let answer):
            var words: [Word] = ["http-request", "return", "status", .number(answer.status)]
            if !answer.body.isEmpty {
                words += [
                    "content-type", .text(answer.contentType), "string", .text(answer.body),
                ]
            }
            add(words, at: place.key("answer"))
        }
    }
}

extension String {
    /// The decoded text of a query value.
    ///
    /// Source: WHATWG URL, percent-decode.
    fileprivate var withoutEscapes: String {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(\.isHexDigit),
                let code = UInt8(digits, radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Route.Redirect {
    /// The target before a kept path, without its final slash: the path starts with one.
    fileprivate var beginning: String {
        guard keepPath, to.hasSuffix("/"), !to.hasSuffix("//") else { return to }
        return String(to.dropLast())
    }
}

extension Word {
    /// Returns the name of a condition of a route; routes count from 0.
    fileprivate static func condition(
        _ kind: StaticString, of route: Int, _ number: Int = 0
    ) -> Word {
        .identifier("route\(route + 1)-\(kind)\(number == 0 ? "" : "\(number + 1)")")
    }
}
