import Admin
import Series

/// The graphs of a subject as pictures, with their figures as text.
struct GraphSection: Sendable {
    private let series: PageSeries
    private let title: String
    private let table: SeriesTable?
    private let choice: GraphChoice
    private let path: HTML

    /// The graphs, in their order.
    private static let topics: [SeriesTopic] = [.connections, .new, .traffic]

    /// Creates the graphs of a subject.
    ///
    /// - Parameters:
    ///   - title: the subject in words.
    ///   - table: its recorded values; nil: there are none yet.
    ///   - path: the path of the page.
    init(
        _ series: PageSeries, title: String, _ table: SeriesTable?, _ choice: GraphChoice,
        at path: HTML
    ) {
        self.series = series
        self.title = title
        self.table = table
        self.choice = choice
        self.path = path
    }

    /// The section.
    var html: HTML {
        guard let table, !table.columns.isEmpty else {
            return """
                <h2 id="graphs">Graphs</h2>
                <p>Nothing is recorded yet. A new subject has values after 20 seconds.</p>
                """
        }
        let figures = Self.topics.map { figure(of: $0, table) }
        return """
            <h2 id="graphs">Graphs</h2>
            \(choice.links(at: path))
            <div class="graphs">\(figures)</div>
            <p class="quiet">Area and thick line: averages; thin line: maxima; vertical lines: \
            failovers, failed servers, applied edits. The values: <a \
            href="\(address("series.csv", nil))">CSV</a>, <a href="\(address("series", nil))">JSON\
            </a>.</p>
            """
    }

    private func figure(of topic: SeriesTopic, _ table: SeriesTable) -> HTML {
        let lines = columns(of: topic, table).map { column, place -> HTML in
            let figures = SeriesFigures(table, column: place)
            return "<br>\(column.words): \(figures.words)\n"
        }
        let name = topic.title.prefix(1).uppercased() + topic.title.dropFirst()
        return """
            <figure>
            <picture>
            <source media="(prefers-color-scheme: dark) and (max-width: 719px)" \
            srcset="\(picture(topic, .dark, .narrow))">
            <source media="(max-width: 719px)" srcset="\(picture(topic, .light, .narrow))">
            <source media="(prefers-color-scheme: dark)" srcset="\(picture(topic, .dark, .wide))">
            <img src="\(picture(topic, .light, .wide))" loading="lazy" \
            alt="Graph: \(topic.title) of \(title), \(choice.words). \
            \(alternative(of: topic, table))">
            </picture>
            <figcaption>\(name), \(topic.unit)\(lines)</figcaption>
            </figure>

            """
    }

    private func alternative(of topic: SeriesTopic, _ table: SeriesTable) -> String {
        columns(of: topic, table).map { column, place in
            "\(column.words): \(SeriesFigures(table, column: place).words)"
        }.joined(separator: "; ")
    }

    private func columns(
        of topic: SeriesTopic, _ table: SeriesTable
    ) -> [(SeriesColumn, Int)] {
        let layout: SeriesLayout = table.columns.contains(.packetsIn) ? .packets : .sessions
        return topic.columns(of: layout).compactMap { column in
            table.columns.firstIndex(of: column).map { (column, $0) }
        }
    }

    private func picture(
        _ topic: SeriesTopic, _ theme: GraphLook.Theme, _ size: GraphLook.Size
    ) -> HTML {
        let fields = [
            ("topic", topic.rawValue), ("theme", theme.rawValue), ("size", size.rawValue),
        ]
        return address("graph.svg", fields)
    }

    /// Returns the address of an answer of the API.
    private func address(_ file: String, _ fields: [(String, String)]?) -> HTML {
        var all = [("range", series.range.rawValue)] + (fields ?? [])
        if let name = series.name { all.append(("name", name)) }
        if let part = series.part { all.append(("part", part)) }
        let query = all.map { "\($0.0)=\(PathText.escaped($0.1))" }.joined(separator: "&")
        return "\("\(APIRoute.prefix)/\(file)?\(query)")"
    }
}
