import Addresses
import Model

extension ConfigurationBuilder {
    /// What HAProxy asks of the servers of a section.
    mutating func addCheck(_ check: ProxyCheck, of proxy: Proxy, at path: DocumentPath) {
        let given = proxy.check ?? Check()
        addTimeout(of: check, given, at: path)
        switch check {
        case .connect: break
        case .http(let request, _): addRequest(request, of: proxy, at: path)
        case .tcp(let send, let expect, let tls):
            add("option", "tcp-check", at: path)
            // What the server's own line says counts too: its PROXY protocol, its TLS, its port.
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
            // Every server knows HELO, and some refuse EHLO. Source: RFC 5321 section 3.2.
            add("option", "smtpchk", "HELO", .text(host), at: path)
        case .redis: add("option", "redis-check", at: path)
        case .mysql(let user):
            add(["option", "mysql-check"] + (user.map { ["user", .text($0)] } ?? []), at: path)
        case .postgresql(let user):
            add("option", "pgsql-check", "user", .text(user), at: path)
        case .ldap: add("option", "ldap-check", at: path)
        }
    }

    /// The time limit of a check after its connection.
    ///
    /// The connection itself has the limit of the proxy's connections, and the interval.
    ///
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
        // HAProxy adds a second Host to one that is given.
        if !request.headers.contains(where: { $0.isNamed("host") }) {
            // The address that is asked, which is another one for each server.
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

    /// The address and port of the server that is asked, IPv6 in brackets.
    private static let askedAddress: Word =
        "'%[bc_dst,regsub(^.*:.*$,[\\0])]:%[bc_dst_port]'"

    /// What HAProxy wants to know of servers that are asked over TLS and serve without it: of all
    /// of them, even those that are not asked.
    func plainWords(of check: ProxyCheck?) -> [Word] {
        if case .tcp(_, _, let tls?) = check { tls.words(settings, name: nil) } else { [] }
    }

    /// How often a server is asked, and where.
    func words(of check: ProxyCheck?, for server: ProxyServer, in proxy: Proxy) -> [Word] {
        guard proxy.check != nil || server.check != nil else { return [] }
        let given = (server.check ?? Check()).completed(by: proxy.check ?? Check())
        guard given.type?.asks ?? true else { return [] }
        let interval = given.interval ?? spec.health.interval
        var words: [Word] = ["check", "inter", .duration(interval)]
        if let down = given.downInterval { words += ["downinter", .duration(down)] }
        words += ["fall", .number(given.fall ?? spec.health.fall)]
        words += ["rise", .number(given.rise ?? spec.health.rise)]
        // With these HAProxy forgets the TLS and the PROXY protocol of the server's line.
        let own = server.port ?? proxy.listen.first?.port
        let port = given.port == own ? nil : given.port
        let address = given.address == server.address ? nil : given.address
        if let port { words += ["port", .number(Int(port))] }
        if let address { words += ["addr", .text("\(address)")] }
        let isElsewhere = port != nil || address != nil
        return words + secureWords(of: check, for: server, isElsewhere: isElsewhere)
            + versionWords(of: check, for: server, isElsewhere: isElsewhere)
    }

    /// The version of HTTP in checks of a server with HTTP/2.
    ///
    /// HAProxy offers the protocols of the server's line, and speaks HTTP/1.1 after every
    /// agreement, unless the check names the protocol too. A server of HTTP/2 in the clear is
    /// asked so at another port as well, and in TLS.
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

    /// How a check speaks TLS, and for which name.
    ///
    /// The name is that of the check's own `tls`, else of the server's, else the virtual host.
    private func secureWords(
        of check: ProxyCheck?, for server: ProxyServer, isElsewhere: Bool
    ) -> [Word] {
        guard case .http(let request, let tls) = check else {
            // A connection, or a text, with the server's own TLS.
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
    /// The name of the site that is asked for, without a port; nil: an address, or none.
    fileprivate var hostName: String? {
        let host = headers.first { $0.isNamed("host") }?.value ?? host
        guard let host, let first = host.split(separator: ":").first else { return nil }
        return IPAddress(host) == nil && IPAddress(String(first)) == nil && !host.hasPrefix("[")
            ? String(first) : nil
    }
}

extension String {
    /// The name that TLS asks for; nil: an address.
    ///
    /// Source: RFC 6066 section 3.
    fileprivate var asServerName: String? { IPAddress(self) == nil ? self : nil }
}

extension Check.Header {
    /// Whether it has this name, which is given in small letters.
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
