import Model

extension APIRoute {
    private static let fields = [
        APIParameter(
            name: "layer", kind: .word(TrafficLayer.allCases.map(\.rawValue)),
            meaning: "The layer. Default: both."),
        APIParameter(name: "service", kind: .text, meaning: "The service or proxy. Default: all."),
        APIParameter(name: "server", kind: .text, meaning: "The server. Default: all."),
        APIParameter(
            name: "client", kind: .text,
            meaning: "The address or the network of the client. Default: all."),
        APIParameter(name: "state", kind: .text, meaning: "The state: established. Default: all."),
        APIParameter(
            name: "sort", kind: .word(ConnectionQuery.Sort.allCases.map(\.rawValue)),
            meaning: "The order. Default: client."),
        APIParameter(
            name: "order", kind: .word(["reverse"]), meaning: "The other way round."),
        APIParameter(
            name: "page", kind: .integer(1...1_000_000), meaning: "The page. Default: 1."),
        APIParameter(
            name: "size", kind: .integer(1...ConnectionQuery.largestPage),
            meaning: "The connections of a page. Default: 100."),
        APIParameter(
            name: "names", kind: .word(["1"]),
            meaning: "The names of clients in DNS. Default: none are looked up."),
    ]

    /// The present connections.
    static let connections = APIRoute(
        name: .getConnections, method: "GET", path: "/connections", group: .report,
        summary: "The present connections of clients, of IPVS and of HAProxy.", query: fields,
        answer: .json(.connections), refusals: [422])
}
