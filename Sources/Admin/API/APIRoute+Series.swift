import Series

extension APIRoute {
    private static let range = APIParameter(
        name: "range", kind: .word(SeriesRange.allCases.map(\.rawValue)),
        meaning: "The shown time. Default: day.")
    private static let topic = APIParameter(
        name: "topic", kind: .word(SeriesTopic.allCases.map(\.rawValue)),
        meaning: "The shown values. Default: connections.")
    private static let look = [
        APIParameter(
            name: "theme", kind: .word(GraphLook.Theme.allCases.map(\.rawValue)),
            meaning: "The colours. Default: light."),
        APIParameter(
            name: "size", kind: .word(GraphLook.Size.allCases.map(\.rawValue)),
            meaning: "The size; a narrow picture has no legend. Default: wide."),
    ]
    private static let subject = [
        APIParameter(
            name: "name", kind: .text, meaning: "The service or proxy. Default: the node."),
        APIParameter(
            name: "part", kind: .text,
            meaning: "The server of that service or proxy. Default: all of them together."),
    ]

    /// Requests for recorded values.
    static func series(_ name: APIRouteName) -> APIRoute {
        let (path, summary, answer): (String, String, Media) =
            switch name {
            case .getSeriesTable:
                ("/series.csv", "The recorded values of a subject, for spreadsheets.", .table)
            case .getGraph:
                ("/graph.svg", "A graph of a subject, scalable.", .picture("image/svg+xml"))
            case .getGraphPixels:
                ("/graph.png", "A graph of a subject, in pixels.", .picture("image/png"))
            default: ("/series", "The recorded values of a subject.", .json(.series))
            }
        var query = subject + [range]
        if case .picture = answer { query += [topic] + look }
        return APIRoute(
            name: name, method: "GET", path: path, group: .report, summary: summary,
            query: query, answer: answer, refusals: [404, 422])
    }
}
