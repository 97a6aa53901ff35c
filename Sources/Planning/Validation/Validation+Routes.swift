import Model

extension Validation {
    /// Routes that get nothing, since one before them takes all that they would.
    mutating func checkRoutes(of proxy: Proxy, at path: DocumentPath) {
        for (position, route) in proxy.routes.enumerated() {
            let earlier = proxy.routes[..<position].firstIndex { $0.match.covers(route.match) }
            guard let earlier else { continue }
            warning(
                .deadRoute, at: path.key("routes").index(position),
                "this route never gets a request: route \(earlier + 1) of \(proxy.name) takes"
                    + " them all",
                hint: "put it before route \(earlier + 1), or remove it")
        }
    }

    /// Checks that Ballast makes itself; HAProxy's own are looked at by HAProxy.
    mutating func checkChecks(of proxy: Proxy, at path: DocumentPath) {
        guard proxy.isCheckedByBallast else { return }
        var own = proxy
        own.routes = []
        checkHealth(of: spec.service(of: own), at: path)
        for (position, route) in proxy.routes.enumerated() where route.check != nil {
            checkHealth(
                of: spec.service(of: proxy.part(for: route)), at: path.key("routes").index(position)
            )
        }
    }

    /// Conditions that no request meets.
    mutating func checkMatches(of proxy: Proxy, at path: DocumentPath) {
        for (position, route) in proxy.routes.enumerated() {
            let place = path.key("routes").index(position).key("match")
            for problem in route.match.impossibilities {
                error(
                    .impossibleRoute, at: place.key(problem.key), problem.message,
                    hint: problem.hint)
            }
        }
    }

    /// Keys of a route that go with servers only.
    mutating func checkOwnKeys(of proxy: Proxy, at path: DocumentPath) {
        for (position, route) in proxy.routes.enumerated() {
            let place = path.key("routes").index(position)
            let given = [
                ("balance", route.balance != nil), ("persistence", route.persistence != nil),
                ("check", route.check != nil), ("fallback", route.fallback != nil),
            ]
            if case .servers = route.action { continue }
            for (key, isGiven) in given where isGiven {
                error(
                    .conflictingKeys, at: place.key(key),
                    "\"\(key)\" of a route goes with \"servers\" only", hint: "remove it")
            }
        }
    }
}

extension Route.Match {
    /// What no request meets: the key, why, and what to write.
    fileprivate var impossibilities: [(key: String, message: String, hint: String)] {
        host.compactMap(Self.problem(ofHost:)) + prefix.compactMap(Self.problem(ofPrefix:))
            + header.compactMap(Self.problem(ofHeader:)) + query.compactMap(Self.problem(ofQuery:))
    }

    private static func problem(ofHost host: String) -> (String, String, String)? {
        let rest = host.hasPrefix("*.") ? host.dropFirst(2) : host[...]
        let message = "no request asks for the host \"\(host)\""
        if let scheme = rest.ranges(of: "://").first {
            let name = rest[scheme.upperBound...].prefix { !"/:".contains($0) }
            return ("host", "\(message): it is a URL", "write `host: \(name)`")
        }
        let hasPort = !rest.hasPrefix("[") && rest.count { $0 == ":" } == 1
        let name = rest.prefix { !"/:".contains($0) }
        if hasPort {
            return (
                "host", "\(message): names are compared without a port", "write `host: \(name)`"
            )
        }
        if rest.contains("/") {
            return ("host", "\(message): it has a path", "write `host: \(name)`, and prefix")
        }
        if rest.contains("*") || rest.contains(" ") || rest.isEmpty {
            return (
                "host", "\(message): a name has no such characters",
                "write `host: shop.example`, or `*.shop.example` for all below it"
            )
        }
        return nil
    }

    private static func problem(ofPrefix prefix: String) -> (String, String, String)? {
        let message = "no path begins with \"\(prefix)\""
        if !prefix.hasPrefix("/"), prefix != "*" {
            return ("prefix", "\(message): paths begin with /", "write `prefix: /\(prefix)`")
        }
        if let mark = prefix.firstIndex(where: { $0 == "?" || $0 == "#" }) {
            return (
                "prefix", "\(message): the query is no part of the path",
                "write `prefix: \(prefix[..<mark])`, and query"
            )
        }
        if prefix.contains(" ") {
            return ("prefix", "\(message): it has a space", "write %20 for a space")
        }
        return nil
    }

    private static func problem(ofHeader header: Check.Header) -> (String, String, String)? {
        let marks = "!#$%&'*+-.^_`|~"
        let isToken = header.name.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber) || marks.contains($0)
        }
        if isToken, !header.name.isEmpty { return nil }
        return (
            "header", "no request has the header \"\(header.name)\": a name has no such characters",
            "write its name as `X-Name`"
        )
    }

    private static func problem(ofQuery query: Check.Header) -> (String, String, String)? {
        guard let mark = (query.name + query.value).first(where: { "&;#".contains($0) }) else {
            return nil
        }
        return (
            "query",
            "no query has \"\(query.name)\" with \"\(query.value)\": \(mark) ends a parameter",
            "write it as it is sent: %\(String(mark.asciiValue ?? 0, radix: 16, uppercase: true))"
        )
    }

    /// Whether every request that the other takes is taken by this, as far as can be told.
    fileprivate func covers(_ other: Route.Match) -> Bool {
        let takesPath = path == nil || path == ".*" || path == other.path
        let takesPrefix =
            prefix.isEmpty
            || !other.prefix.isEmpty
                && other.prefix.allSatisfy { long in prefix.contains { long.hasPrefix($0) } }
        let takesHost = Self.takes(
            host.map { $0.lowercased() }, other.host.map { $0.lowercased() })
        return takesPath && takesPrefix && takesHost
            && Self.takes(method, other.method)
            && Set(header).isSubset(of: Set(other.header))
            && Set(query).isSubset(of: Set(other.query))
    }

    /// Whether each of the other values is among these, where these are any.
    private static func takes(_ values: [String], _ others: [String]) -> Bool {
        values.isEmpty || !others.isEmpty && Set(others).isSubset(of: Set(values))
    }
}
