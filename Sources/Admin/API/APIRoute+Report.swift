import Model

extension APIRoute {
    private static let fields = [
        APIParameter(
            name: "find", kind: .text,
            meaning: "Words in the name, the address or the state. Default: any."),
        APIParameter(
            name: "layer", kind: .word(TrafficLayer.allCases.map(\.rawValue)),
            meaning: "The layer. Default: both."),
        APIParameter(
            name: "level", kind: .word(TrafficChoice.Level.allCases.map(\.rawValue)),
            meaning: "Services and proxies, or their servers. Default: both."),
        APIParameter(
            name: "sort", kind: .word(TrafficColumn.allCases.map(\.rawValue)),
            meaning: "The column of the order: numbers descend, text ascends. Default: document."),
        APIParameter(
            name: "order", kind: .word(["reverse"]), meaning: "The other way round."),
    ]

    /// Requests for the traffic of services and servers.
    static func report(_ name: APIRouteName) -> APIRoute {
        let isTable = name == .getReportTable
        return APIRoute(
            name: name, method: "GET", path: isTable ? "/report.csv" : "/report", group: .report,
            summary: isTable
                ? "The traffic of services, proxies and servers, for spreadsheets."
                : "The traffic of services, proxies and servers: now, a second, and in total.",
            query: fields, answer: isTable ? .table : .json(.report))
    }
}
