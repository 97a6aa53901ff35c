import Series

/// The time that the graphs of a page show.
struct GraphChoice: Sendable, Hashable {
    /// The time.
    let range: SeriesRange

    /// Reads the fields of a query.
    init(_ query: [String: String]) {
        range = query["range"].flatMap { SeriesRange(rawValue: $0) } ?? .hour
    }

    /// The time in words.
    var words: String {
        switch range {
        case .hour: "the last hour"
        case .day: "the last 24 hours"
        case .week: "the last 7 days"
        case .month: "the last 31 days"
        case .year: "the last 366 days"
        }
    }

    /// Returns links to the graphs of other times.
    ///
    /// - Parameter path: the path of the page, escaped for an attribute by the literal.
    func links(at path: HTML) -> HTML {
        let links = SeriesRange.allCases.map { other -> HTML in
            if other == range { return "<li><b aria-current=\"true\">\(other.rawValue)</b></li>\n" }
            return """
                <li><a href="\(path)?range=\(other.rawValue)#graphs">\(other.rawValue)</a></li>

                """
        }
        return "<nav aria-label=\"Time of the graphs\"><ul class=\"pages\">\(links)</ul></nav>"
    }
}
