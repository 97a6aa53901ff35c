import Model

extension ConfigurationBuilder {
    /// Stores the client's address, also behind trusted proxies.
    ///
    /// It is the last address of X-Forwarded-For that does not belong to a trusted proxy; the last
    /// ``hops`` addresses count. A value that is no address ends the search, so that a client can't
    /// choose the addresses before it.
    mutating func addClient(of proxy: Proxy, at path: DocumentPath) {
        addNetworks(
            proxy.trustedProxies, named: "trusted-hop", of: "var(txn.client) -m ip", at: path)
        let client: Word = "http-request set-var(txn.client)"
        for hop in 1...Self.hops {
            // The variable has the address of the hop after this one.
            add(
                client, Self.forwarder(hop), "if", hop == 1 ? "trusted-proxy" : "trusted-hop",
                at: path)
        }
        add(client, "src", "if", "!{ var(txn.client),ipmask(32,128) -m found }", at: path)
        add(client, "var(txn.client),ipmask(32,128)", at: path)
    }

    /// The number of addresses of X-Forwarded-For that count, from its end.
    ///
    /// **Range:** at most 10. Source: HAProxy's `MAX_HDR_HISTORY`.
    private static let hops = 6

    /// Returns an address of X-Forwarded-For without brackets and port.
    ///
    /// - Parameter hop: the position from the end; the last address is 1.
    private static func forwarder(_ hop: Int) -> Word {
        .joined(
            "\"req.hdr(X-Forwarded-For,-", .number(hop),
            "),regsub('^([[]([^]]*)]|([0-9.]+))(:[0-9]+)?\\$','\\\\2\\\\3')\"")
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
