import Model

extension ConfigurationBuilder {
    /// Stores the client's address, also behind trusted proxies.
    ///
    /// It is the last address of X-Forwarded-For that does not belong to a trusted proxy; two such
    /// proxies may follow each other.
    mutating func addClient(of proxy: Proxy, at path: DocumentPath) {
        addNetworks(
            proxy.trustedProxies, named: "trusted-hop", of: "req.hdr_ip(X-Forwarded-For,-1)",
            at: path)
        let isUnknown: Word = "!{ var(txn.client) -m found }"
        let rules: [(Word, [Word])] = [
            ("req.hdr_ip(X-Forwarded-For,-2)", ["if", "trusted-proxy", "trusted-hop"]),
            ("req.hdr_ip(X-Forwarded-For,-1)", ["if", "trusted-proxy", isUnknown]),
            ("src", ["if", isUnknown]),
        ]
        for (address, condition) in rules {
            add(["http-request", "set-var(txn.client)", address] + condition, at: path)
        }
    }

    /// Reads the PROXY protocol only from these networks; other addresses are clients.
    mutating func addSenders(of proxy: Proxy, at path: DocumentPath) {
        guard case .from(let networks) = proxy.proxyProtocol else { return }
        addNetworks(networks, named: "proxy-sender", at: path.key("from"))
        add(
            "tcp-request", "connection", "expect-proxy", "layer4", "if", "proxy-sender",
            at: path.key("from"))
    }

    /// Adds the connection limits per client address.
    mutating func addConnectionLimits(of proxy: Proxy, at path: DocumentPath) {
        guard let limit = proxy.traffic.rateLimit else { return }
        let place = path.key("rateLimit")
        // Until the PROXY protocol is read, the address is not the client's.
        let event: Word = proxy.proxyProtocol == .off ? "connection" : "session"
        add(
            ["tcp-request", event, "track-sc0", .client(limit.ipv6Prefix, isForwarded: false)]
                + ["table", .part("limits", of: proxy.name)]
                + (proxy.hasTrustedProxies ? ["unless", "trusted-proxy"] : []),
            at: place)
        if let count = limit.connections {
            add(
                "tcp-request", event, "reject", "if", "{", "sc0_conn_rate", "gt", .number(count),
                "}", at: place.key("connections"))
        }
        if let count = limit.concurrent {
            add(
                "tcp-request", event, "reject", "if", "{", "sc0_conn_cur", "gt", .number(count),
                "}", at: place.key("concurrent"))
        }
    }

    /// Adds the request limits per client address.
    mutating func addRequestLimits(of proxy: Proxy, at path: DocumentPath) {
        guard let limit = proxy.traffic.rateLimit else { return }
        let place = path.key("rateLimit")
        if proxy.hasTrustedProxies {
            // A trusted proxy's connections carry many clients, so only requests can be counted.
            add(
                ["http-request", "track-sc0", .client(limit.ipv6Prefix, isForwarded: true)]
                    + ["table", .part("limits", of: proxy.name), "if", "trusted-proxy"],
                at: place)
        }
        if let count = limit.requests {
            add(
                "http-request", "deny", "deny_status", "429", "if", "{", "sc0_http_req_rate",
                "gt", .number(count), "}", at: place.key("requests"))
        }
    }

    /// Adds the table that counts clients.
    mutating func addLimits(of proxy: Proxy, at path: DocumentPath) {
        guard let limit = proxy.traffic.rateLimit else { return }
        let place = path.key("rateLimit")
        let period = Word.duration(limit.period)
        let shared = sharing()
        section("backend", .part("limits", of: proxy.name), at: place)
        add(
            ["stick-table", "type", "ipv6", "size", "100k", "expire", period]
                + shared + ["store"]
                + [.joined("conn_cur,conn_rate(", period, "),http_req_rate(", period, ")")],
            at: place)
    }
}
