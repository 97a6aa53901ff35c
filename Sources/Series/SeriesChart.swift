/// A chart of characters: averages as an area, maxima as a line above it.
public struct SeriesChart: Sendable {
    /// The averages, one for each column of dots; nil: unknown.
    private let averages: [Double?]
    /// The maxima, one for each column of dots; nil: unknown.
    private let maxima: [Double?]
    /// The value at the upper edge.
    public let top: Double
    private let width: Int
    private let height: Int
    private let isASCII: Bool

    /// Creates a chart.
    ///
    /// - Parameters:
    ///   - width: the columns, 1 or more.
    ///   - height: the lines, 1 or more.
    ///   - isASCII: whether the terminal has no braille.
    public init(
        averages: [Double?], maxima: [Double?], width: Int, height: Int, isASCII: Bool
    ) {
        self.width = max(1, width)
        self.height = max(1, height)
        self.isASCII = isASCII
        let dots = self.width * (isASCII ? 1 : 2)
        self.averages = Self.resampled(averages, to: dots) { values in
            values.reduce(0, +) / Double(values.count)
        }
        self.maxima = Self.resampled(maxima, to: dots) { $0.max() ?? 0 }
        top = Self.edge(above: (self.averages + self.maxima).compactMap(\.self).max() ?? 0)
    }

    /// The lines from top to bottom.
    public var lines: [String] { isASCII ? characters : braille }

    /// Returns values as another number of them.
    private static func resampled(
        _ values: [Double?], to count: Int, by merge: ([Double]) -> Double
    ) -> [Double?] {
        guard !values.isEmpty else { return [Double?](repeating: nil, count: count) }
        return (0..<count).map { place in
            let start = place * values.count / count
            let end = max(start + 1, (place + 1) * values.count / count)
            let known = values[start..<min(end, values.count)].compactMap(\.self)
            return known.isEmpty ? nil : merge(known)
        }
    }

    /// Returns a round number that is no less than the value.
    static func edge(above value: Double) -> Double {
        guard value > 0, value.isFinite else { return 1 }
        var unit = 1.0
        while unit * 10 <= value { unit *= 10 }
        while unit > value { unit /= 10 }
        return ([1, 2, 4, 5, 8, 10].first { $0 * unit >= value } ?? 10) * unit
    }

    /// Returns the number of dots of a value among those of a column; nil: unknown.
    private func level(_ value: Double?, of dots: Int) -> Int? {
        guard let value else { return nil }
        let share = value / top * Double(dots)
        // A small value is more than none.
        return min(dots, max(value > 0 ? 1 : 0, Int(share.rounded())))
    }

    /// The bit of a dot by its column and its row from the top.
    ///
    /// Source: Unicode, U+2800.
    private static let bits: [[UInt32]] = [
        [0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80],
    ]

    private var braille: [String] {
        var cells = [[UInt32]](repeating: [UInt32](repeating: 0, count: width), count: height)
        func set(_ column: Int, _ level: Int) {
            let row = height * 4 - level
            cells[row / 4][column / 2] |= Self.bits[column % 2][row % 4]
        }
        for column in 0..<width * 2 {
            if let level = level(averages[column], of: height * 4), level > 0 {
                for dot in 1...level { set(column, dot) }
            }
            if let level = level(maxima[column], of: height * 4), level > 0 { set(column, level) }
        }
        return cells.map { row in
            var line = ""
            for cell in row {
                // Each of the 256 values is a character.
                if let scalar = Unicode.Scalar(0x2800 + cell) {
                    line.unicodeScalars.append(cell == 0 ? " " : scalar)
                }
            }
            return line
        }
    }

    private var characters: [String] {
        var cells = [[Character]](
            repeating: [Character](repeating: " ", count: width), count: height)
        for column in 0..<width {
            if let level = level(maxima[column], of: height), level > 0 {
                cells[height - level][column] = "-"
            }
            if let level = level(averages[column], of: height), level > 0 {
                for row in 1...level { cells[height - row][column] = "#" }
            }
        }
        return cells.map { String($0) }
    }
}
