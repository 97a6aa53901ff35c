/// The recorded values of a series for a range.
public struct SeriesTable: Sendable, Hashable {
    /// The rows, ascending.
    public var rows: [Row]
    /// The columns of the rows.
    public var columns: [SeriesColumn]

    /// A row.
    public struct Row: Sendable, Hashable {
        /// The end of its time.
        ///
        /// **Unit:** seconds since 1970.
        public var time: Int
        /// The average of each column; nil: unknown.
        public var averages: [Double?]
        /// The maximum of each column; nil: unknown.
        public var maxima: [Double?]

        /// Creates a row.
        public init(time: Int, averages: [Double?], maxima: [Double?]) {
            self.time = time
            self.averages = averages
            self.maxima = maxima
        }
    }

    /// Creates a table.
    public init(columns: [SeriesColumn], rows: [Row]) {
        self.columns = columns
        self.rows = rows
    }

    /// Parses the output of `ballast-series rows`: averages, an empty line, maxima.
    ///
    /// **Errors:** nil: another form.
    public init?(text: String) {
        let parts = text.split(separator: "\n\n", omittingEmptySubsequences: false).map {
            $0.split(separator: "\n").map { $0.split(separator: " ") }
        }
        guard parts.count == 2, let head = parts[0].first, head.first == "time" else { return nil }
        columns = head.dropFirst().compactMap { SeriesColumn(rawValue: String($0)) }
        guard columns.count == head.count - 1 else { return nil }
        var maxima: [Int: [Double?]] = [:]
        for line in parts[1].dropFirst() {
            guard let (time, values) = Self.values(line, columns.count) else { return nil }
            maxima[time] = values
        }
        rows = []
        for line in parts[0].dropFirst() {
            guard let (time, values) = Self.values(line, columns.count) else { return nil }
            rows.append(Row(time: time, averages: values, maxima: maxima[time] ?? values))
        }
    }

    private static func values(
        _ words: [Substring], _ count: Int
    ) -> (time: Int, values: [Double?])? {
        guard words.count == count + 1, let time = Int(words[0]) else { return nil }
        return (time, words.dropFirst().map { $0 == "U" ? nil : Double($0) })
    }

    /// The table as comma-separated values.
    ///
    /// **Shape:** a line for each row, CRLF; unknown values are empty. Source: RFC 4180.
    ///
    /// - Parameter time: returns the text of a time in seconds since 1970.
    public func csv(time: (Int) -> String) -> String {
        var text = "time"
        for column in columns {
            text += ",\(column.rawValue)Average,\(column.rawValue)Maximum"
        }
        text += "\r\n"
        for row in rows {
            text += time(row.time)
            for place in columns.indices {
                text += "," + (row.averages[place].map { "\($0)" } ?? "")
                text += "," + (row.maxima[place].map { "\($0)" } ?? "")
            }
            text += "\r\n"
        }
        return text
    }
}
