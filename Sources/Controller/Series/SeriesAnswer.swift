import Model
import Series

/// The recorded values of a subject, for programs.
package struct SeriesAnswer: Sendable, Codable {
    /// The form of this answer; another one has another number.
    package private(set) var version: Int? = 1
    /// The service or proxy; nil: the node.
    package var name: String?
    /// The server; nil: all.
    package var part: String?
    /// The range.
    package var range: String
    /// The time of a row, in seconds.
    package var step: Int
    /// The columns.
    package var columns: [String]
    /// The rows, ascending.
    package var rows: [Row]
    /// The events of that time.
    package var marks: [Mark]

    /// A row.
    package struct Row: Sendable, Codable {
        /// The end of its time, in milliseconds since 1970.
        package var time: Int64
        /// The known averages by column.
        package var average: [String: Double]
        /// The known maxima by column.
        package var maximum: [String: Double]
    }

    /// An event.
    package struct Mark: Sendable, Codable {
        /// The time, in milliseconds since 1970.
        package var time: Int64
        /// The kind.
        package var kind: String
        /// The event in words.
        package var text: String
    }

    /// Creates the answer to a request.
    init(_ query: SeriesQuery, _ table: SeriesTable, marks: [SeriesMark]) {
        name = query.name
        part = query.part
        range = query.range.rawValue
        step = query.range.step
        columns = table.columns.map(\.rawValue)
        rows = table.rows.map { row in
            func values(_ list: [Double?]) -> [String: Double] {
                Dictionary(
                    zip(table.columns, list).compactMap { column, value in
                        value.map { (column.rawValue, $0) }
                    }, uniquingKeysWith: { first, _ in first })
            }
            return Row(
                time: Int64(row.time) * 1000, average: values(row.averages),
                maximum: values(row.maxima))
        }
        self.marks = marks.map { Mark(time: $0.time, kind: $0.kind.rawValue, text: $0.text) }
    }

    /// The table of the answer.
    package var table: SeriesTable {
        let columns = columns.compactMap { SeriesColumn(rawValue: $0) }
        return SeriesTable(
            columns: columns,
            rows: rows.map { row in
                SeriesTable.Row(
                    time: Int(row.time / 1000),
                    averages: columns.map { row.average[$0.rawValue] },
                    maxima: columns.map { row.maximum[$0.rawValue] })
            })
    }

    private static let rowShape = RecordShape(
        "row", "The values of a part of the range.",
        [
            .required("time", .integer, "The end of the part, in milliseconds since 1970."),
            .required("average", .map(.number), "The averages by column; absent: unknown."),
            .required("maximum", .map(.number), "The maxima by column; absent: unknown."),
        ])

    private static let markShape = RecordShape(
        "mark", "An event that graphs mark.",
        [
            .required("time", .integer, "The time, in milliseconds since 1970."),
            .required("kind", .words(of: SeriesMark.Kind.self), "The kind."),
            .required("text", .text, "The event in words."),
        ])

    /// The form of the answer.
    package static let shape = RecordShape(
        "series", "The recorded values of a service, a proxy, a server or the node.",
        [
            .version(1),
            .optional("name", .text, "The service or proxy; absent: the node."),
            .optional("part", .text, "The server; absent: all of them together."),
            .required("range", .words(of: SeriesRange.self), "The range."),
            .required("step", .count, "The time of a row, in seconds."),
            .required(
                "columns", .list(.words(of: SeriesColumn.self)),
                "The columns: open connections, or values a second."),
            .required("rows", .list(.record(rowShape)), "The rows, ascending."),
            .required("marks", .list(.record(markShape)), "The events of the range, ascending."),
        ])
}
