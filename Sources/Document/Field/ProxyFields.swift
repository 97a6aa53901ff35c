import Model

/// The keys of an element of `proxies`.
enum ProxyFields: Int, ObjectFields {
    case name, listen, mode, balance, persistence, routes, handover, check, fallback, feedback,
        headers, normalize
    case forwardedFor, trustedProxies, proxyProtocol, compression, maxConnections, rateLimit,
        limits, timeouts, slowStart,
        retries
    case redispatch, log, raw, servers

    static let table = ObjectTable(
        "proxy", of: Self.self,
        "A layer-7 service: an address for clients, and the servers behind it. A proxy named "
            + "stats that has no servers serves HAProxy's statistics.")

    /// The words of `balance`.
    static let balances = ["roundrobin", "leastconn", "source", "uri", "random", "header"]
    /// The words of `persistence`.
    static let persistences = ["cookie", "source", "rdpCookie", "none"]
    /// Valid length of a raw line, in bytes.
    static let lines = 1...1024

    var field: Field {
        switch self {
        case .name: Field(.name, required: true, "Unique among services, proxies and sslServices.")
        case .listen:
            Field(
                .endpoints,
                "Address and port for clients, or a list of them. A proxy without listen is the "
                    + "backend of sslServices.")
        case .mode:
            Field(
                .word(Proxy.Mode.allCases.map(\.rawValue)), default: "http",
                "http: HTTP requests are parsed. tcp: bytes are forwarded unread.")
        case .balance:
            Field(
                .wordOrObject(Self.balances, BalanceFields.table), default: "roundrobin",
                "Algorithm that selects the server of the next connection or request. source: by "
                    + "client address, for IPv6 by its /64. uri and header need mode http.")
        case .persistence:
            Field(
                .wordOrObject(Self.persistences, ProxyPersistenceFields.table), default: "none",
                "How a client stays with its server. cookie: a cookie with the server's name, "
                    + "mode http. source: the client's address. rdpCookie: the RDP cookie, mode "
                    + "tcp.")
        case .routes:
            Field(
                .objects(RouteFields.table),
                "Routes by request, in order: the first route that matches is used. Mode http.")
        case .servers:
            Field(
                .objects(ProxyServerFields.table),
                "Servers for requests that match no route. Names are unique in the proxy.")
        case .handover:
            Field(
                .word(Handover.allCases.map(\.rawValue)), default: "whenProven",
                "When the last working servers leave for their replacements in the document, or "
                    + "when a service leaves for the proxy that replaces it. whenProven: after "
                    + "a new server passes three checks in a row. atOnce: without waiting.")
        case .check:
            Field(
                .wordOrIntegerOrObject(
                    CheckFields.types, CheckType.connectRange, CheckFields.table),
                "Health check of the servers, by HAProxy itself. Default: no checks, all servers "
                    + "count as up.")
        case .fallback:
            Field(
                .wordOrServerAddress(["holdingPage"]),
                "Fallback when every server is down: holdingPage, mode http, or the address of "
                    + "another machine.")
        case .feedback:
            Field(
                .wordOrObject(ProxyFeedbackFields.methods, ProxyFeedbackFields.table),
                "HAProxy's agent-check, which sets the weights of the servers by their load. "
                    + "Default: off.")
        case .headers:
            Field(
                .object(HeaderFields.table),
                "Headers to set or remove, after the route is selected. Mode http.")
        case .normalize:
            Field(
                .boolean, default: false,
                "Whether paths are normalized before the route is selected: %61 is decoded to a, "
                    + "// is merged to /, and the segments . and .. are resolved. Servers get the "
                    + "normalized path. A path with a % that is no valid escape is answered with "
                    + "400. Mode http.")
        case .forwardedFor:
            Field(
                .boolean, default: true,
                "Whether requests to servers have X-Forwarded-For and X-Forwarded-Proto. Headers "
                    + "of these names from the client are replaced. Mode http.")
        case .trustedProxies:
            Field(
                .textList(2...49),
                "Addresses and networks of proxies in front of this one, whose X-Forwarded-For "
                    + "and X-Forwarded-Proto are kept. The last client that they name counts as "
                    + "the client, for rate limits and persistence. Default: none.")
        case .proxyProtocol:
            Field(
                .booleanOrObject(ProxyProtocolFields.table), default: false,
                "Whether connections begin with the PROXY protocol header. With true every "
                    + "client can forge its address: prefer a list of trusted networks in `from`.")
        case .compression:
            Field(
                .boolean, default: false,
                "Whether text responses are compressed with gzip. Mode http.")
        case .maxConnections:
            Field(
                .integer(1...1_000_000),
                "Maximum number of client connections. Default: HAProxy's limit.")
        case .rateLimit:
            Field(.object(RateLimitFields.table), "Limits per client address.")
        case .limits:
            Field(
                .object(SourceLimitFields.table),
                "Limits of the connections from one source, in the kernel: also before TLS, and "
                    + "while HAProxy is busy. Default: none.")
        case .timeouts:
            Field(
                .object(ProxyTimeoutFields.table),
                "Timeouts of the parts of a connection.")
        case .slowStart:
            Field(
                .duration(ProxyTimeoutFields.range),
                "Time in which a server that is up again reaches its full weight. Default: none.")
        case .retries:
            Field(
                .integer(0...100), default: 3,
                "Maximum number of retries of a failed connection to a server.")
        case .redispatch:
            Field(
                .boolean, default: true,
                "Whether a retry may use another server when a client's own server does not "
                    + "answer.")
        case .log:
            Field(
                .wordOrObject(AccessLogFields.words, AccessLogFields.table),
                "Access log. Default: the log of haproxy, else off.")
        case .raw:
            Field(
                .textList(Self.lines),
                "Lines of HAProxy's configuration language for settings that this document does "
                    + "not have. They are copied to the end of the proxy's listen section.")
        }
    }
}
