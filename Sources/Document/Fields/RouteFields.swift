import Model

/// The keys of an element of `routes`.
enum RouteFields: Int, ObjectFields {
    case name, match, servers, redirect, answer, plain, balance, persistence, check, fallback

    static let table = ObjectTable(
        "route", of: Self.self,
        "Where requests of one kind go. It has one of servers, redirect and answer.")

    var field: Field {
        switch self {
        case .name:
            Field(
                .name,
                "Unique among the routes of the proxy. HAProxy's backend and the cookie are named "
                    + "after it, so that they stay the same when routes are added. Default: its "
                    + "position.")
        case .match:
            Field(
                .object(MatchFields.table),
                "Which requests: those of which all that is given is true. Default: all.")
        case .servers:
            Field(
                .objects(ProxyServerFields.table),
                "Servers of these requests. Names are unique in the proxy.")
        case .redirect:
            Field(.objectOrOne(RedirectFields.table, "to"), "The client is sent elsewhere.")
        case .answer: Field(.object(AnswerFields.table), "An answer that no server makes.")
        case .plain:
            Field(
                .boolean, default: false,
                "Whether these requests are served in the clear although an SSL service has "
                    + "redirect: true. Those that a route before it takes are not among them.")
        default: ownField
        }
    }

    /// What of the proxy is different for the route's servers.
    private var ownField: Field {
        switch self {
        case .balance:
            Field(
                .wordOrObject(ProxyFields.balances, BalanceFields.table),
                "Which of its servers gets the next request. Default: as the proxy says.")
        case .persistence:
            Field(
                .wordOrObject(ProxyFields.persistences, ProxyPersistenceFields.table),
                "How a client keeps its server. Default: as the proxy says.")
        case .check:
            Field(
                .wordOrIntegerOrObject(
                    CheckFields.types, CheckType.connectRange, CheckFields.table),
                "How its servers are checked: instead of the proxy's check. Default: as the proxy "
                    + "says.")
        default:
            Field(
                .wordOrServerAddress(["holdingPage"]),
                "What serves clients when all of its servers are down: holdingPage, or the address "
                    + "of a machine elsewhere. Default: as the proxy says.")
        }
    }
}

/// The keys of `match`.
enum MatchFields: Int, ObjectFields {
    case path, prefix, host, header, method, query

    static let table = ObjectTable(
        "match", of: Self.self, "Requests of which all that is given is true.")

    var field: Field {
        switch self {
        case .path:
            Field(.text(1...1024), "Regular expression that matches somewhere in the path.")
        case .prefix:
            Field(.textList(1...1024), "Beginning of the path, or several: one of them is there.")
        case .host:
            Field(
                .textList(1...255),
                "Name of the site, or several: one of them is asked for, in any case, at any "
                    + "port. *.shop.example takes every name that ends in .shop.example. IPv6 has "
                    + "brackets.")
        case .header: Field(.texts, "Headers that have exactly these values.")
        case .method: Field(.textList(1...32), "Method, or several: it is one of them.")
        case .query:
            Field(
                .texts,
                "Parameters of the query that have exactly these values, however they are escaped.")
        }
    }
}

/// The keys of `redirect` of a route.
enum RedirectFields: Int, ObjectFields {
    case to, status, keepPath

    static let table = ObjectTable("redirect", of: Self.self, "The client is sent elsewhere.")

    var field: Field {
        switch self {
        case .to: Field(.text(1...1024), required: true, "Where: a URL, or a path.")
        case .status:
            Field(
                .integer(301...308), default: 302,
                "Status of the answer: 301, 302, 303, 307 or 308.")
        case .keepPath:
            Field(
                .boolean, default: false,
                "Whether path and query of the request follow to. A slash at the end of to is "
                    + "the first one of the path.")
        }
    }
}

/// The keys of `answer` of a route.
enum AnswerFields: Int, ObjectFields {
    case status, contentType, body

    static let table = ObjectTable(
        "fixed answer", of: Self.self, "An answer that no server makes.")

    var field: Field {
        switch self {
        case .status: Field(.integer(200...599), default: 200, "Its status.")
        case .contentType: Field(.text(1...255), default: "text/plain", "What kind of text it is.")
        case .body: Field(.text(0...8192), default: "", "What it says.")
        }
    }
}
