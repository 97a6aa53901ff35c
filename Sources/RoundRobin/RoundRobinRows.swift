/// Rows of a round-robin file.
public struct RoundRobinRows: Sendable {
    /// The names of the columns.
    public let columns: [String]
    /// The rows, ascending.
    public internal(set) var rows: [Row] = []

    /// A row.
    public struct Row: Sendable {
        /// The end of its time, in seconds since 1970.
        public let time: Int
        /// A value for each column; NaN: unknown.
        public let values: [Double]
    }

    /// The rows as text: the columns, then a line for each row, `U` for unknown values.
    public var text: String {
        var text = (["time"] + columns).joined(separator: " ") + "\n"
        for row in rows {
            text += "\(row.time)"
            for value in row.values { text += value.isNaN ? " U" : " \(value)" }
            text += "\n"
        }
        return text
    }
}
