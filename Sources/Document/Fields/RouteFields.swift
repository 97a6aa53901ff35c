import Model

/// The keys of an element of `routes`.
enum RouteFields: Int, ObjectFields {
    case name, match, servers, redirect, answer, plain, balance, persistence, check, fallback

    static let table = ObjectTable(
        "route", of: Self.self,
        "Route for matching requests. It has exactly one of servers, redirect and answer.")

    var field: Field {
        switch self {
        case .name:
            Field(
                .name,
                "Unique among the routes of the proxy. HAProxy's backend and the cookie have "
                    + "this name, so they stay the same when routes are added. Default: the "
                    + "route's position.")
        case .match:
            Field(
                .object(MatchFields.table),
                "Conditions on the request, all of which must be true. Default: all requests "
                    + "match.")
        case .servers:
            Field(
                .objects(ProxyServerFields.table),
                "Servers for these requests. Names are unique in the proxy.")
        case .redirect:
            Field(.objectOrOne(RedirectFields.table, "to"), "Redirects the client.")
        case .answer: Field(.object(AnswerFields.table), "Answers without a server.")
        case .plain:
            Field(
                .boolean, default: false,
                "Whether these requests are served without TLS although an SSL service has "
                    + "redirect: true. Requests that match an earlier route are not included.")
        default: ownField
        }
    }

    /// Keys that override those of the proxy for the route's servers.
    private var ownField: Field {
        switch self {
        case .balance:
            Field(
                .wordOrObject(ProxyFields.balances, BalanceFields.table),
                "Algorithm that selects the server of the next request. Default: as for the "
                    + "proxy.")
        case .persistence:
            Field(
                .wordOrObject(ProxyFields.persistences, ProxyPersistenceFields.table),
                "How a client stays with its server. Default: as for the proxy.")
        case .check:
            Field(
                .wordOrIntegerOrObject(
                    CheckFields.types, CheckType.connectRange, CheckFields.table),
                "Health check of the route's servers, instead of the proxy's check. Default: as "
                    + "for the proxy.")
        default:
            Field(
                .wordOrServerAddress(["holdingPage"]),
                "Fallback when all servers of the route are down: holdingPage, or the address of "
                    + "another machine. Default: as for the proxy.")
        }
    }
}

/// The keys of `match`.
enum MatchFields: Int, ObjectFields {
    case path, prefix, host, header, method, query

    static let table = ObjectTable(
        "match", of: Self.self, "Conditions on the request, all of which must be true.")

    var field: Field {
        switch self {
        case .path:
            Field(.text(1...1024), "Regular expression that matches somewhere in the path.")
        case .prefix:
            Field(.textList(1...1024), "Beginning of the path, or a list of which one must match.")
        case .host:
            Field(
                .textList(1...255),
                "Host of the request, or a list of which one must match. Case and port are "
                    + "ignored. *.shop.example matches every name that ends in .shop.example. "
                    + "IPv6 addresses need brackets.")
        case .header: Field(.texts, "Headers that must have exactly these values.")
        case .method:
            Field(
                .textList(1...32),
                "Method of the request, or a list of which one must match.")
        case .query:
            Field(
                .texts,
                "Query parameters that must have exactly these values, after escapes are decoded.")
        }
    }
}

/// The keys of `redirect` of a route.
enum RedirectFields: Int, ObjectFields {
    case to, status, keepPath

    static let table = ObjectTable("redirect", of: Self.self, "Redirects the client.")

    var field: Field {
        switch self {
        case .to: Field(.text(1...1024), required: true, "Target: a URL, or a path.")
        case .status:
            Field(
                .integer(301...308), default: 302,
                "Status of the redirect: 301, 302, 303, 307 or 308.")
        case .keepPath:
            Field(
                .boolean, default: false,
                "Whether the path and query of the request are appended to the target. A slash "
                    + "at the end of to replaces the first slash of the path.")
        }
    }
}

/// The keys of `answer` of a route.
enum AnswerFields: Int, ObjectFields {
    case status, contentType, body

    static let table = ObjectTable(
        "fixed answer", of: Self.self, "Answer that HAProxy sends without a server.")

    var field: Field {
        switch self {
        case .status: Field(.integer(200...599), default: 200, "Status of the answer.")
        case .contentType:
            Field(
                .text(1...255), default: "text/plain",
                "Content type of the answer.")
        case .body: Field(.text(0...8192), default: "", "Body of the answer.")
        }
    }
}
