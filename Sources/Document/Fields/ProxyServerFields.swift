import Model

/// The keys of an element of `servers` of a proxy or a route.
enum ProxyServerFields: Int, ObjectFields {
    case name, address, weight, state, backup, check, feedback, maxConnections, proxyProtocol, tls,
        http2

    static let table = ObjectTable(
        "proxy server", of: Self.self, "One of the servers behind a proxy.")

    var field: Field {
        switch self {
        case .name: Field(.name, required: true, "Unique in its proxy, routes included.")
        case .address:
            Field(
                .serverAddress, required: true,
                "Where the server is. Without a port, it is the first that the proxy listens on.")
        case .weight:
            Field(
                .integer(ProxyServer.weights), default: 1,
                "Share of new clients. 0: no new ones, and none that are remembered. HAProxy has "
                    + "weights up to 256.")
        case .state:
            Field(
                .word(ServerState.allCases.map(\.rawValue)), default: "online",
                "What you want of it. online: it gets its share. drain: its sessions go on, new "
                    + "and remembered clients go elsewhere. offline: the same, and it is not "
                    + "checked. The weight is kept in all three.")
        case .backup:
            Field(
                .boolean, default: false,
                "Whether it gets clients only while all servers that are no backup are down.")
        case .check:
            Field(
                .wordOrIntegerOrObject(
                    CheckFields.types, CheckType.connectRange, CheckFields.table),
                "What is different in this server's check: on, off, port, address, interval, "
                    + "downInterval, fall and rise can be.")
        case .feedback:
            Field(
                .wordOrObject(ProxyFeedbackFields.methods, ProxyFeedbackFields.table),
                "How this server is asked how busy it is, where it is not as the proxy says.")
        case .maxConnections:
            Field(
                .integer(1...1_000_000),
                "Connections that it gets at once; more wait. Default: no limit.")
        case .proxyProtocol:
            Field(
                .word(ProxyServer.ProxyProtocol.allCases.map(\.rawValue)),
                "Version of the PROXY protocol that it is told the client's address by. Default: "
                    + "none.")
        case .tls:
            Field(.object(TLSFields.table), "How TLS is spoken with it. Default: it is not.")
        case .http2:
            Field(
                .boolean, default: false,
                "Whether HTTP/2 is spoken with it: chosen by ALPN with tls, else assumed.")
        }
    }
}

/// The keys of `balance` when it is a mapping.
enum BalanceFields: Int, ObjectFields {
    case algorithm, header

    static let table = ObjectTable(
        "balance section", of: Self.self, "Which server gets the next connection or request.")

    var field: Field {
        switch self {
        case .algorithm: Field(.word(ProxyFields.balances), required: true, "How it is chosen.")
        case .header: Field(.text(1...255), "Header that decides. With header only.")
        }
    }
}

/// The keys of `persistence` of a proxy when it is a mapping.
enum ProxyPersistenceFields: Int, ObjectFields {
    case type, name, httpOnly, secure, sameSite, maxLife, maxIdle, timeout, ipv6Prefix

    static let table = ObjectTable(
        "proxy persistence", of: Self.self, "How a client keeps its server.")

    var field: Field {
        switch self {
        case .type: Field(.word(ProxyFields.persistences), required: true, "How.")
        case .name: Field(.text(1...64), default: "SERVERID", "Name of the cookie.")
        case .httpOnly:
            Field(.boolean, default: true, "Whether scripts in the page can't read the cookie.")
        case .secure:
            Field(.boolean, default: false, "Whether the cookie is sent over TLS only.")
        case .sameSite:
            Field(
                .word(["strict", "lax", "none"]),
                "Which requests of other sites carry the cookie. Default: as the browser does.")
        case .maxLife:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(365, .days))),
                "How long the cookie counts after it was given. Default: without end.")
        case .maxIdle:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(365, .days))),
                "How long the cookie counts after the client was last seen. Default: without end.")
        case .timeout:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(24, .days))),
                default: "30m",
                "How long after a client's last connection. With source and rdpCookie only.")
        case .ipv6Prefix:
            Field(
                .integer(1...128), default: 64,
                "How many bits of an IPv6 address are the client's. With source only.")
        }
    }
}

/// The keys of `headers` of a proxy.
enum HeaderFields: Int, ObjectFields {
    case request, response

    static let table = ObjectTable(
        "headers section", of: Self.self, "Headers that are set or removed.")

    var field: Field {
        switch self {
        case .request: Field(.object(HeaderEditFields.table), "On the way to the server.")
        case .response: Field(.object(HeaderEditFields.table), "On the way to the client.")
        }
    }
}

/// The keys of `request` and `response` of `headers`.
enum HeaderEditFields: Int, ObjectFields {
    case set, remove

    static let table = ObjectTable(
        "header edit", of: Self.self, "Headers that are set or removed in one direction.")

    var field: Field {
        switch self {
        case .set: Field(.texts, "Headers that are given this value, whatever they had.")
        case .remove: Field(.textList(1...255), "Headers that are removed.")
        }
    }
}
