import Addresses
import Model

/// Valid values that users often expect to mean something else.
extension Validation {
    /// Warns about addresses, checks, headers and conditions that are often misread.
    ///
    /// - Parameters:
    ///   - clean: for each service and proxy, whether its checks can be skipped.
    ///   - later: set to false for each service and proxy with a finding.
    mutating func checkMisreadings(
        unless clean: ValidationMemory.Clean, noting later: inout ValidationMemory.Clean
    ) {
        for (index, service) in spec.services.enumerated() where !clean.services[index] {
            let before = diagnostics.count
            defer { if diagnostics.count > before { later.services[index] = false } }
            let path = DocumentPath([.key("services"), .index(index)])
            checkConversations(of: service, at: path)
            checkBrackets(
                service.servers.map { ($0.name, $0.address, $0.port) },
                service.key.endpoint?.port, at: path)
        }
        for (index, proxy) in spec.proxies.enumerated() where !clean.proxies[index] {
            let before = diagnostics.count
            checkMisreadings(of: proxy, at: DocumentPath([.key("proxies"), .index(index)]))
            if diagnostics.count > before { later.proxies[index] = false }
        }
    }

    /// Warns about misread addresses, checks, headers and conditions of a proxy.
    mutating func checkMisreadings(of proxy: Proxy, at path: DocumentPath) {
        if proxy.mode == .tcp {
            checkConversations(of: spec.checkedService(of: proxy), at: path)
        }
        let port = proxy.listen.first?.port
        checkBrackets(proxy.servers.map { ($0.name, $0.address, $0.port) }, port, at: path)
        checkExpressions(of: proxy, at: path)
        for (position, route) in proxy.routes.enumerated() {
            let place = path.key("routes").index(position)
            checkBrackets(route.servers.map { ($0.name, $0.address, $0.port) }, port, at: place)
            checkExpressions(of: route, at: place)
            checkWildcards(of: route.match, at: place.key("match"))
        }
    }

    /// Warns about IPv6 addresses without a port whose last group looks like one.
    private mutating func checkBrackets(
        _ servers: [(name: String, address: IPAddress, port: UInt16?)], _ port: UInt16?,
        at path: DocumentPath
    ) {
        for (position, server) in servers.enumerated() {
            guard server.port == nil, case .v6(let address) = server.address,
                let place = address.placeOfLastGroup
            else { continue }
            let whole = Endpoint(server.address, port: port ?? 80)
            warning(
                .portInAddress, at: path.key("servers").index(position).key("address"),
                "the address of \(server.name) is \(address), with \(place.port) for its last group"
                    + " and without a port",
                hint: "write \"\(place)\" for port \(place.port), or \"\(whole)\" where it"
                    + " belongs to the address")
        }
    }

    /// Warns about checks that negotiate without a protocol: they only connect.
    private mutating func checkConversations(of service: Service, at path: DocumentPath) {
        for (position, server) in service.servers.enumerated() {
            let own = server.check?.completed(by: service.check ?? Check())
            guard let check = own ?? service.check, check.type?.negotiates == true,
                check.service == nil
            else { continue }
            let port = check.port ?? service.endpoint(of: server).port
            guard port != 0, CheckService.usual(atPort: port) == .none else { continue }
            let place = own == nil ? path : path.key("servers").index(position)
            warning(
                .unknownConversation, at: place.key("check"),
                "the check of \(server.name) only connects: no protocol is usual at port \(port)",
                hint: "name the `service`, such as `service: http`, or write `check: connect`")
            // One report about the service's check is enough.
            if own == nil { return }
        }
    }

    /// Warns about HAProxy expressions in headers, whose values are sent literally.
    private mutating func checkExpressions(of proxy: Proxy, at path: DocumentPath) {
        let directions = [
            ("request", "http-request", proxy.headers.request),
            ("response", "http-response", proxy.headers.response),
        ]
        for (key, rule, edits) in directions {
            for header in edits.set where header.value.contains("%[") {
                warning(
                    .literalExpression,
                    at: path.key("headers").key(key).key("set").key(header.name),
                    "the header \(header.name) is sent with %[...] as a text: values of headers are"
                        + " no expressions",
                    hint:
                        "write it as a line of `raw`: \"\(rule) set-header \(header.name) %[...]\"")
            }
        }
    }

    /// Warns about HAProxy expressions in redirects, whose targets are sent literally.
    private mutating func checkExpressions(of route: Route, at path: DocumentPath) {
        guard case .redirect(let redirect) = route.action, redirect.to.contains("%[") else {
            return
        }
        warning(
            .literalExpression, at: path.key("redirect").key("to"),
            "clients are sent to an address with %[...] as a text: redirects have no expressions",
            hint: "write it as a line of `raw`: \"http-request redirect location ...\"")
    }

    /// Warns about a `*` that matches a literal `*`, or repeats a `/`.
    private mutating func checkWildcards(of match: Route.Match, at path: DocumentPath) {
        for prefix in match.prefix where prefix != "*" {
            guard let star = prefix.firstIndex(of: "*") else { continue }
            let isLast = prefix.index(after: star) == prefix.endIndex
            warning(
                .literalWildcard, at: path.key("prefix"),
                "the prefix \"\(prefix)\" takes only paths that have a * in this place",
                hint: isLast
                    ? "write `prefix: \(prefix[..<star])`, which takes all paths that begin so"
                    : "use `path`, a regular expression")
        }
        if let pattern = match.path, pattern.hasSuffix("/*") || pattern.hasSuffix("/*$") {
            let start = pattern.prefix { $0 != "*" }.drop { $0 == "^" }
            warning(
                .literalWildcard, at: path.key("path"),
                "in the regular expression \"\(pattern)\" the * repeats the / before it",
                hint: "write `prefix: \(start)`, which takes all paths that begin so")
        }
    }
}

extension IPv6Address {
    /// The address without its last group, and this group as a port; nil: it does not look like a
    /// port.
    ///
    /// A host part of 64 random or hardware bits can end with any number, so its first group must
    /// be 0.
    fileprivate var placeOfLastGroup: Endpoint? {
        let text = description
        guard low >> 48 == 0, let colon = text.lastIndex(of: ":"),
            let address = IPv6Address(String(text[..<colon]))
        else { return nil }
        let digits = text[text.index(after: colon)...]
        guard let port = UInt16(digits), port >= 1_024 || Self.usualPorts.contains(port) else {
            return nil
        }
        return Endpoint(.v6(address), port: port)
    }

    private static let usualPorts: Set<UInt16> = [
        21, 22, 25, 53, 80, 110, 119, 123, 143, 389, 443, 465, 514, 587, 636, 853, 873, 993, 995,
    ]
}
