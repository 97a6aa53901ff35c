import Addresses
import Model

extension ConfigurationBuilder {
    /// Adds HAProxy's check of the servers of a section.
    mutating func addCheck(_ check: ProxyCheck, of proxy: Proxy, at path: DocumentPath) {
        let given = proxy.check ?? Check()
        addTimeout(of: check, given, at: path)
        switch check {
        case .connect: break
        case .http(let request, _): addRequest(request, of: proxy, at: path)
        case .tcp(let send, let expect, let tls):
            add("option", "tcp-check", at: path)
            // The check also uses the PROXY protocol, TLS and port of the server's own line.
            var words: [Word] = ["tcp-check", "connect", "default"]
            if let tls {
                words.append("ssl")
                if let name = (tls.serverName ?? given.virtualHost)?.asServerName {
                    words += ["sni", .text(name)]
                }
            }
            add(words, at: path)
            if !send.isEmpty {
                add("tcp-check", "send", .text(send), at: path.key("send"))
            }
            if let pattern = expect.pattern {
                add(["tcp-check", "expect"] + pattern.words, at: path.key("expect"))
            }
        case .smtp(let host):
            // Every server supports HELO, and some reject EHLO. Source: RFC 5321 section 3.2.
            add("option", "smtpchk", "HELO", .text(host), at: path)
        case .redis: add("option", "redis-check", at: path)
        case .mysql(let user):
            add(["option", "mysql-check"] + (user.map { ["user", .text($0)] } ?? []), at: path)
        case .postgresql(let user):
            add("option", "pgsql-check", "user", .text(user), at: path)
        case .ldap: add("option", "ldap-check", at: path)
        }
    }

    /// Adds the time limit of a check after its connection.
    ///
    /// The limits of the connection itself are the proxy's connect timeout and the interval.
    /// Without this limit the whole check would have to end within the interval. Source: HAProxy's
    /// configuration manual, 4.2, `timeout check`.
    private mutating func addTimeout(
        of check: ProxyCheck, _ given: Check, at path: DocumentPath
    ) {
        if check != .connect, let timeout = given.negotiateTimeout {
            add("timeout", "check", .duration(timeout), at: path.key("negotiateTimeout"))
        } else if let timeout = given.timeout {
            add("timeout", "check", .duration(timeout), at: path.key("timeout"))
        } else {
            let usual = check == .connect ? spec.health.timeout : spec.health.negotiateTimeout
            add("timeout", "check", .duration(usual), at: path)
        }
    }

    private mutating func addRequest(
        _ request: HTTPRequest, of proxy: Proxy, at path: DocumentPath
    ) {
        add("option", "httpchk", at: path)
        var words: [Word] = [
            "http-check", "send", "meth", .text(request.method), "uri", .text(request.target),
            "ver", .text("HTTP/1.1"),
        ]
        // HAProxy adds a second Host header to an existing one.
        if !request.headers.contains(where: { $0.isNamed("host") }) {
            // The probed address, which differs for each server.
            words += ["hdr", "Host", request.host.map { .format($0) } ?? Self.askedAddress]
        }
        for header in request.headers where !header.isNamed("connection") {
            words += ["hdr", .text(header.name), .format(header.value)]
        }
        add(words, at: path)
        let statuses = request.status.map(\.description).joined(separator: ",")
        add("http-check", "expect", "status", .text(statuses), at: path)
        if let pattern = request.expect.pattern {
            add(["http-check", "expect"] + pattern.words, at: path)
        }
    }

    /// The probed address and port, with brackets around IPv6.
    private static let askedAddress: Word =
        "'%[bc_dst,regsub(^.*:.*$,[\\0])]:%[bc_dst_port]'"

    /// Returns the TLS words of server lines without TLS if the section's check uses TLS.
    ///
    /// HAProxy requires them on every such line, even for servers without a check.
    func plainWords(of check: ProxyCheck?) -> [Word] {
        if case .tcp(_, _, let tls?) = check { tls.words(settings, name: nil) } else { [] }
    }

    /// Returns the words for the check's interval, counts and target.
    func words(of check: ProxyCheck?, for server: ProxyServer, in proxy: Proxy) -> [Word] {
        guard proxy.check != nil || server.check != nil else { return [] }
        let given = (server.check ?? Check()).completed(by: proxy.check ?? Check())
        guard given.type?.asks ?? true else { return [] }
        let interval = given.interval ?? spec.health.interval
        var words: [Word] = ["check", "inter", .duration(interval)]
        if let down = given.downInterval { words += ["downinter", .duration(down)] }
        words += ["fall", .number(given.fall ?? spec.health.fall)]
        words += ["rise", .number(given.rise ?? spec.health.rise)]
        // With these words HAProxy ignores the TLS and the PROXY protocol of the server's line.
        let own = server.port ?? proxy.listen.first?.port
        let port = given.port == own ? nil : given.port
        let address = given.address == server.address ? nil : given.address
        if let port { words += ["port", .number(Int(port))] }
        if let address { words += ["addr", .text("\(address)")] }
        let isElsewhere = port != nil || address != nil
        return words + secureWords(of: check, for: server, isElsewhere: isElsewhere)
            + versionWords(of: check, for: server, isElsewhere: isElsewhere)
    }

    /// Returns the words for the HTTP version of checks of a server with HTTP/2.
    ///
    /// HAProxy offers the protocols of the server's line, but then uses HTTP/1.1 in any case,
    /// unless the check names the protocols too. It also uses clear-text HTTP/2 of the server's
    /// line on other ports, and inside TLS, unless the check names a protocol.
    private func versionWords(
        of check: ProxyCheck?, for server: ProxyServer, isElsewhere: Bool
    ) -> [Word] {
        guard server.http2 else { return [] }
        switch check {
        case .http(_, let tls) where server.tls != nil:
            let isSecure = tls != nil || !isElsewhere
            return isSecure ? ["check-alpn", .text("h2,http/1.1")] : []
        case .http(_, let tls):
            return tls != nil || isElsewhere ? ["check-proto", "h1"] : []
        case .tcp where server.tls != nil: return ["check-alpn", .text("http/1.1")]
        default: return []
        }
    }

    /// Returns the words for TLS in checks, with the server name.
    ///
    /// The name is that of the check's own `tls`, else the server's, else the virtual host.
    private func secureWords(
        of check: ProxyCheck?, for server: ProxyServer, isElsewhere: Bool
    ) -> [Word] {
        guard case .http(let request, let tls) = check else {
            // A connection or text check uses the server's own TLS.
            let name = isElsewhere ? nil : server.tls?.serverName?.asServerName
            return name.map { ["check-sni", .text($0)] } ?? []
        }
        guard tls != nil || server.tls != nil && !isElsewhere else { return [] }
        let name = tls?.serverName ?? server.tls?.serverName ?? request.hostName
        var words: [Word] = tls == nil ? [] : ["check-ssl"]
        if let tls, server.tls == nil { words += tls.words(settings, name: name) }
        if let name = name?.asServerName { words += ["check-sni", .text(name)] }
        return words
    }
}

extension HTTPRequest {
    /// The host name of the request, without a port; nil: an address, or none.
    fileprivate var hostName: String? {
        let host = headers.first { $0.isNamed("host") }?.value ?? host
        guard let host, let first = host.split(separator: ":").first else { return nil }
        return IPAddress(host) == nil && IPAddress(String(first)) == nil && !host.hasPrefix("[")
            ? String(first) : nil
    }
}

extension String {
    /// The name for TLS; nil: an address.
    ///
    /// Source: RFC 6066 section 3.
    fileprivate var asServerName: String? { IPAddress(self) == nil ? self : nil }
}

extension Check.Header {
    /// Whether the header has this name, given in lower case.
    fileprivate func isNamed(_ name: String) -> Bool { self.name.lowercased() == name }
}

extension Expectation.Pattern {
    fileprivate var words: [Word] {
        switch self {
        case .text(let text): ["string", .text(text)]
        case .regex(let pattern): ["rstring", .text(pattern)]
        }
    }
}
