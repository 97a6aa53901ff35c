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
        case .fallback:
            Field(
                .wordOrServerAddress(["holdingPage"]),
                "Fallback when all servers of the route are down: holdingPage, or the address of "
                    + "another machine. Default: as for the proxy.")
        }
    }
}
