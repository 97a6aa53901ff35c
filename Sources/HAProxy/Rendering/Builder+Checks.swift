import Addresses
import Model

extension ConfigurationBuilder {
    /// What HAProxy asks of the servers of a section.
    mutating func addCheck(_ check: ProxyCheck, of proxy: Proxy, at path: DocumentPath) {
        let given = proxy.check ?? Check()
        if let timeout = given.timeout {
            add("timeout", "check", .duration(timeout), at: path.key("timeout"))
        }
        switch check {
        case .connect: break
        case .http(let request, _): addRequest(request, of: proxy, at: path)
        case .tcp(let send, let expect, let tls):
            add("option", "tcp-check", at: path)
            add(["tcp-check", "connect"] + (tls == nil ? [] : ["ssl"]), at: path)
            if !send.isEmpty {
                add("tcp-check", "send", .text(send), at: path.key("send"))
            }
            if let pattern = expect.pattern {
                add(["tcp-check", "expect"] + pattern.words, at: path.key("expect"))
            }
        case .smtp(let host):
            add("option", "smtpchk", "EHLO", .text(host), at: path)
        case .redis: add("option", "redis-check", at: path)
        case .mysql(let user):
            add(["option", "mysql-check"] + (user.map { ["user", .text($0)] } ?? []), at: path)
        case .postgresql(let user):
            add("option", "pgsql-check", "user", .text(user), at: path)
        case .ldap: add("option", "ldap-check", at: path)
        }
    }

    private mutating func addRequest(
        _ request: HTTPRequest, of proxy: Proxy, at path: DocumentPath
    ) {
        add("option", "httpchk", at: path)
        let host = request.host ?? proxy.listen.first.map { "\($0)" } ?? "localhost"
        var words: [Word] = [
            "http-check", "send", "meth", .text(request.method), "uri", .text(request.target),
            "ver", .text("HTTP/1.1"), "hdr", "Host", .format(host),
        ]
        for header in request.headers.prefix(16) where !header.value.isEmpty {
            words += ["hdr", .text(header.name), .format(header.value)]
        }
        add(words, at: path)
        let statuses = request.status.map(\.description).joined(separator: ",")
        add("http-check", "expect", "status", .text(statuses), at: path)
        if let pattern = request.expect.pattern {
            add(["http-check", "expect"] + pattern.words, at: path)
        }
    }

    /// What HAProxy wants to know of servers that are asked over TLS and serve without it: of all
    /// of them, even those that are not asked.
    func plainWords(of check: ProxyCheck?) -> [Word] {
        if case .tcp(_, _, let tls?) = check { tls.words(settings) } else { [] }
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
        if let port = given.port { words += ["port", .number(Int(port))] }
        if let address = given.address { words += ["addr", .text("\(address)")] }
        if case .http(_, let tls?) = check {
            words.append("check-ssl")
            if server.tls == nil { words += tls.words(settings) }
            if let name = tls.serverName { words += ["check-sni", .text(name)] }
        }
        return words
    }
}

extension Expectation.Pattern {
    fileprivate var words: [Word] {
        switch self {
        case .text(let text): ["string", .text(text)]
        case .regex(let pattern): ["rstring", .text(pattern)]
        }
    }
}
