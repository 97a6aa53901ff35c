import Model

extension ConfigurationBuilder {
    /// Which requests go to which route, and which are sent to an SSL service before.
    mutating func addChoices(of proxy: Proxy, at path: DocumentPath) {
        let conditions = proxy.routes.enumerated().map { position, route in
            addConditions(of: route, position, at: path.key("routes").index(position))
        }
        let plain = zip(proxy.routes, conditions).filter(\.0.plain).map(\.1)
        for (position, service) in spec.sslServices.enumerated()
        where service.backend == .proxy(proxy.name) && proxy.mode == .http {
            let place = DocumentPath([.key("sslServices"), .index(position)])
            addRedirect(to: service, exceptFor: plain, at: place)
        }
        for (position, route) in proxy.routes.enumerated() {
            let condition = conditions[position].isEmpty ? [] : ["if"] + conditions[position]
            add(
                ["use_backend", .route(route, at: position, of: proxy.name)] + condition,
                at: path.key("routes").index(position))
        }
    }

    /// The conditions of a route, of which every one holds; none: it takes all requests.
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
        let isWild = { (host: String) in host.hasPrefix("*.") }
        addList(
            "host", ["req.hdr(host),host_only", "-m", "str", "-i"],
            match.host.filter { !isWild($0) })
        addList(
            "host", ["req.hdr(host),host_only", "-m", "end", "-i"],
            match.host.filter(isWild).map { String($0.dropFirst()) })
        addList("method", ["method"], match.method)
        for (number, header) in match.header.enumerated() {
            addPair("header", number, .function("req.fhdr", header.name), header.value)
        }
        for (number, parameter) in match.query.enumerated() {
            addPair("query", number, .function("url_param", parameter.name), parameter.value)
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

    /// What becomes of a route's requests.
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
                "http-request", "redirect", kind, .format(redirect.to), "code",
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

extension Word {
    /// The name of a condition of a route, which counts from 0.
    fileprivate static func condition(
        _ kind: StaticString, of route: Int, _ number: Int = 0
    ) -> Word {
        .identifier("route\(route + 1)-\(kind)\(number == 0 ? "" : "\(number + 1)")")
    }
}
