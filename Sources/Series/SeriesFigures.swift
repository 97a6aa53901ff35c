/// The average, the maximum and the latest value of a column of a table.
public struct SeriesFigures: Sendable, Hashable {
    /// The average of all known rows; nil: none is known.
    public let average: Double?
    /// The maximum.
    public let maximum: Double?
    /// The average of the latest known row.
    public let latest: Double?

    /// Creates the figures of a column.
    ///
    /// - Parameter place: that of the column in the table.
    public init(_ table: SeriesTable, column place: Int) {
        let known = table.rows.compactMap { $0.averages[place] }
        average = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        maximum = table.rows.compactMap { $0.maxima[place] }.max()
        latest = known.last
    }

    /// The figures in words: `average 1.2, maximum 30, latest 3`.
    public var words: String {
        func text(_ value: Double?) -> String { value.map(SeriesText.number) ?? "-" }
        return "average \(text(average)), maximum \(text(maximum)), latest \(text(latest))"
    }
}
