import Model

/// The keys of an element of `servers` of a proxy or a route.
enum ProxyServerFields: Int, ObjectFields {
    case name, address, weight, state, backup, check, feedback, maxConnections, proxyProtocol, tls,
        http2

    static let table = ObjectTable(
        "proxy server", of: Self.self, "A server of a proxy.")

    var field: Field {
        switch self {
        case .name: Field(.name, required: true, "Unique in its proxy, routes included.")
        case .address:
            Field(
                .serverAddress, required: true,
                "Address of the server. Default port: the first port of the proxy's listen.")
        case .weight:
            Field(
                .integer(ProxyServer.weights), default: 1,
                "Share of new clients. 0: no new clients, and no returning ones. HAProxy limits "
                    + "weights to 256.")
        case .state:
            Field(
                .word(ServerState.allCases.map(\.rawValue)), default: "online",
                "Wanted state. online: the server gets its share. drain: its sessions continue, "
                    + "new and returning clients get another server. offline: the same, and it is "
                    + "not checked. The weight is kept in all three.")
        case .backup:
            Field(
                .boolean, default: false,
                "Whether the server gets clients only while all servers that are not backup are "
                    + "down.")
        case .check:
            Field(
                .wordOrIntegerOrObject(
                    CheckFields.types, CheckType.connectRange, CheckFields.table),
                "Check of this server. Only on, off, port, address, interval, downInterval, fall "
                    + "and rise can differ from the proxy's check.")
        case .feedback:
            Field(
                .wordOrObject(ProxyFeedbackFields.methods, ProxyFeedbackFields.table),
                "Feedback of this server, where it differs from the proxy's.")
        case .maxConnections:
            Field(
                .integer(1...1_000_000),
                "Maximum number of concurrent connections; further ones wait in a queue. "
                    + "Default: no limit.")
        case .proxyProtocol:
            Field(
                .word(ProxyServer.ProxyProtocol.allCases.map(\.rawValue)),
                "Version of the PROXY protocol header on connections to this server. Default: "
                    + "none.")
        case .tls:
            Field(.object(TLSFields.table), "TLS to this server. Default: no TLS.")
        case .http2:
            Field(
                .boolean, default: false,
                "Whether HTTP/2 is used to this server: negotiated by ALPN with tls, else "
                    + "without negotiation.")
        }
    }
}

/// The keys of `balance` when it is a mapping.
enum BalanceFields: Int, ObjectFields {
    case algorithm, header

    static let table = ObjectTable(
        "balance section", of: Self.self,
        "Algorithm that selects the server of the next connection or request.")

    var field: Field {
        switch self {
        case .algorithm:
            Field(
                .word(ProxyFields.balances), required: true,
                "Name of the algorithm.")
        case .header:
            Field(
                .text(1...255),
                "Header whose value selects the server. Only with header.")
        }
    }
}

/// The keys of `persistence` of a proxy when it is a mapping.
enum ProxyPersistenceFields: Int, ObjectFields {
    case type, name, httpOnly, secure, sameSite, maxLife, maxIdle, timeout, ipv6Prefix

    static let table = ObjectTable(
        "proxy persistence", of: Self.self, "How a client stays with its server.")

    var field: Field {
        switch self {
        case .type: Field(.word(ProxyFields.persistences), required: true, "How.")
        case .name: Field(.text(1...64), default: "SERVERID", "Name of the cookie.")
        case .httpOnly:
            Field(.boolean, default: true, "Whether the cookie is hidden from scripts in the page.")
        case .secure:
            Field(.boolean, default: false, "Whether browsers send the cookie over TLS only.")
        case .sameSite:
            Field(
                .word(["strict", "lax", "none"]),
                "The SameSite attribute of the cookie. Default: chosen by the browser.")
        case .maxLife:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(365, .days))),
                "Maximum age of the cookie. Default: no limit.")
        case .maxIdle:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(365, .days))),
                "Maximum time since the client's last request. Default: no limit.")
        case .timeout:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(24, .days))),
                default: "30m",
                "Time after a client's last connection until its server is forgotten. Only with "
                    + "source and rdpCookie.")
        case .ipv6Prefix:
            Field(
                .integer(1...128), default: 64,
                "Prefix length that identifies an IPv6 client. Only with source.")
        }
    }
}

/// The keys of `headers` of a proxy.
enum HeaderFields: Int, ObjectFields {
    case request, response

    static let table = ObjectTable(
        "headers section", of: Self.self, "Headers to set or remove.")

    var field: Field {
        switch self {
        case .request: Field(.object(HeaderEditFields.table), "Changes to requests.")
        case .response: Field(.object(HeaderEditFields.table), "Changes to responses.")
        }
    }
}

/// The keys of `request` and `response` of `headers`.
enum HeaderEditFields: Int, ObjectFields {
    case set, remove

    static let table = ObjectTable(
        "header edit", of: Self.self, "Headers to set or remove in one direction.")

    var field: Field {
        switch self {
        case .set: Field(.texts, "Headers to set; existing values are replaced.")
        case .remove: Field(.textList(1...255), "Headers to remove.")
        }
    }
}
