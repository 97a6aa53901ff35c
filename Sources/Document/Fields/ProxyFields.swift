import Model

/// The keys of an element of `proxies`.
enum ProxyFields: Int, ObjectFields {
    case name, listen, mode, balance, persistence, routes, handover, check, fallback, feedback,
        headers, normalize
    case forwardedFor, trustedProxies, proxyProtocol, compression, maxConnections, rateLimit,
        timeouts, slowStart,
        retries
    case redispatch, log, raw, servers

    static let table = ObjectTable(
        "proxy", of: Self.self,
        "A layer-7 service: what clients connect to, and the servers behind it. One that is named "
            + "stats and has no servers shows HAProxy's statistics.")

    /// The words of `balance`.
    static let balances = ["roundrobin", "leastconn", "source", "uri", "random", "header"]
    /// The words of `persistence`.
    static let persistences = ["cookie", "source", "rdpCookie", "none"]
    /// What one raw line can hold.
    static let lines = 1...1024

    var field: Field {
        switch self {
        case .name: Field(.name, required: true, "Unique among services, proxies and sslServices.")
        case .listen:
            Field(
                .endpoints,
                "Address and port that clients connect to, or several. A proxy without it gets "
                    + "its clients from sslServices.")
        case .mode:
            Field(
                .word(Proxy.Mode.allCases.map(\.rawValue)), default: "http",
                "http: requests are read. tcp: bytes are passed on.")
        case .balance:
            Field(
                .wordOrObject(Self.balances, BalanceFields.table), default: "roundrobin",
                "Which server gets the next connection or request. source: by the client's "
                    + "address, of IPv6 by its /64. uri and header need mode http.")
        case .persistence:
            Field(
                .wordOrObject(Self.persistences, ProxyPersistenceFields.table), default: "none",
                "How a client keeps its server. cookie: by a cookie with the server's name, mode "
                    + "http. source: by its address. rdpCookie: by the cookie of RDP, mode tcp.")
        case .routes:
            Field(
                .objects(RouteFields.table),
                "Where requests of some kinds go, in order: the first that matches counts. Mode "
                    + "http.")
        case .servers:
            Field(
                .objects(ProxyServerFields.table),
                "The servers of clients that no route takes. Names are unique in the proxy.")
        case .handover:
            Field(
                .word(Handover.allCases.map(\.rawValue)), default: "whenProven",
                "When the last working servers leave for those that replace them in the document, "
                    + "or a service in whose place the proxy comes. "
                    + "whenProven: once the check of a new one passes. atOnce: without waiting.")
        case .check:
            Field(
                .wordOrIntegerOrObject(
                    CheckFields.types, CheckType.connectRange, CheckFields.table),
                "How the servers are checked, by HAProxy itself. Without it they are not, and "
                    + "count as up.")
        case .fallback:
            Field(
                .wordOrServerAddress(["holdingPage"]),
                "What serves clients when every server is down: holdingPage, mode http, or the "
                    + "address of a machine elsewhere.")
        case .feedback:
            Field(
                .wordOrObject(ProxyFeedbackFields.methods, ProxyFeedbackFields.table),
                "How HAProxy asks the servers how busy they are: their weights follow. "
                    + "Without it they are not.")
        default: trafficField
        }
    }

    private var trafficField: Field {
        switch self {
        case .headers:
            Field(
                .object(HeaderFields.table),
                "Headers that are set or removed, once the route is chosen. Mode http.")
        case .normalize:
            Field(
                .boolean, default: false,
                "Whether paths are normalized before a route is chosen: %61 is a, // is /, and "
                    + "the segments . and .. are resolved. Servers get the normalized path. A "
                    + "path with a % that begins no escape is answered with 400. Mode http.")
        case .forwardedFor:
            Field(
                .boolean, default: true,
                "Whether servers are told the client by X-Forwarded-For and X-Forwarded-Proto, in "
                    + "place of what the client sent under these names. Mode http.")
        case .trustedProxies:
            Field(
                .textList(2...49),
                "Addresses and networks of proxies before this one, whose X-Forwarded-For and "
                    + "X-Forwarded-Proto are kept. The client that they name last is the one whose "
                    + "requests are counted, and that keeps its server. Default: none.")
        case .proxyProtocol:
            Field(
                .booleanOrObject(ProxyProtocolFields.table), default: false,
                "Whether clients come through something that speaks the PROXY protocol. true "
                    + "believes every client: better name the networks with `from`.")
        case .compression:
            Field(
                .boolean, default: false, "Whether text is compressed with gzip. Mode http.")
        case .maxConnections:
            Field(
                .integer(1...1_000_000),
                "Connections of clients at once. Default: as many as HAProxy takes.")
        case .rateLimit:
            Field(.object(RateLimitFields.table), "What one client address may do.")
        case .timeouts: Field(.object(ProxyTimeoutFields.table), "How long things may take.")
        case .slowStart:
            Field(
                .duration(ProxyTimeoutFields.range),
                "Time in which a server that comes back gets to its full weight. Default: none.")
        case .retries:
            Field(
                .integer(0...100), default: 3,
                "How often a connection to a server is tried again.")
        case .redispatch:
            Field(
                .boolean, default: true,
                "Whether another server is tried when a client's own does not answer.")
        case .log:
            Field(
                .wordOrObject(AccessLogFields.words, AccessLogFields.table),
                "Access log. Default: as the log of haproxy says, else off.")
        default:
            Field(
                .textList(Self.lines),
                "Lines of HAProxy's own language for what this document has no words for. They "
                    + "stand as they are at the end of the proxy's listen section.")
        }
    }
}

/// The keys of `timeouts` of a proxy.
enum ProxyTimeoutFields: Int, ObjectFields {
    case connect, client, server, queue, httpRequest, keepAlive, tunnel

    static let table = ObjectTable(
        "timeouts section", of: Self.self, "How long the parts of a connection may take.")

    /// What HAProxy takes.
    static let range = DurationRule.haproxy(
        DurationText(1, .milliseconds)...DurationText(24, .days))

    var field: Field {
        switch self {
        case .connect: Self.field("5s", "A connection to a server.")
        case .client: Self.field("1m", "Silence of a client.")
        case .server: Self.field("1m", "Silence of a server.")
        case .queue: Self.field("30s", "A place in the queue for a server.")
        case .httpRequest: Self.field("10s", "The head of a request.")
        case .keepAlive: Self.field("10s", "Between two requests on one connection.")
        case .tunnel:
            Self.field("1h", "Silence in both directions after an upgrade, as to WebSocket.")
        }
    }

    private static func field(_ usual: Field.Fallback, _ documentation: String) -> Field {
        Field(.duration(range), default: usual, documentation)
    }
}

/// The keys of `rateLimit`.
enum RateLimitFields: Int, ObjectFields {
    case requests, connections, concurrent, period, ipv6Prefix

    static let table = ObjectTable(
        "rate limit", of: Self.self,
        "What one client address may do. A request more is answered with 429; a connection more "
            + "is closed.")

    private static let counts = 1...10_000_000

    var field: Field {
        switch self {
        case .requests:
            Field(.integer(Self.counts), "Requests in a period. Mode http. Default: any number.")
        case .connections:
            Field(
                .integer(Self.counts),
                "New connections in a period; those of trusted proxies are not counted. Default: "
                    + "any number.")
        case .concurrent:
            Field(
                .integer(Self.counts),
                "Connections at once; those of trusted proxies are not counted. Default: any "
                    + "number.")
        case .period:
            Field(
                .duration(.seconds(DurationText(1, .seconds)...DurationText(1, .days))),
                default: "10s", "The period.")
        case .ipv6Prefix:
            Field(
                .integer(1...128), default: 64,
                "How many bits of an IPv6 address are one client: a network of 64 bits is given to "
                    + "each, with any number of addresses.")
        }
    }
}
