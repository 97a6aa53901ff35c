/// A series as text for a terminal: a chart for each column, with the numbers of its legend.
public struct SeriesText: Sendable {
    private let table: SeriesTable
    private let marks: [SeriesMark]
    private let columns: [SeriesColumn]
    private let topic: SeriesTopic
    /// The characters of a line.
    private let width: Int
    private let height: Int
    private let isASCII: Bool

    /// The characters of the labels before a chart.
    private static let margin = 8

    /// Creates the text.
    ///
    /// - Parameters:
    ///   - columns: the shown columns, those of the topic.
    ///   - width: the characters of a line, 40 or more.
    ///   - height: the lines, 12 or more.
    public init(
        _ table: SeriesTable, marks: [SeriesMark], columns: [SeriesColumn], topic: SeriesTopic,
        width: Int, height: Int, isASCII: Bool
    ) {
        self.table = table
        self.marks = marks
        self.columns = columns.filter { table.columns.contains($0) }
        self.topic = topic
        self.width = max(40, width)
        self.height = max(12, height)
        self.isASCII = isASCII
    }

    /// Returns the lines.
    ///
    /// - Parameters:
    ///   - title: the first line.
    ///   - time: returns the text of a time in seconds since 1970.
    public func lines(title: String, time: (Int) -> String) -> [String] {
        var lines = ["\(title) (\(topic.unit))"]
        let panels = max(1, columns.count)
        // An even number has a line for the middle.
        let rows = max(4, (height - 6 - panels) / panels / 2 * 2)
        let plot = width - Self.margin - 1
        for column in columns {
            guard let place = table.columns.firstIndex(of: column) else { continue }
            let averages = table.rows.map { $0.averages[place] }
            let maxima = table.rows.map { $0.maxima[place] }
            lines.append("\(column.words): \(SeriesFigures(table, column: place).words)")
            let chart = SeriesChart(
                averages: averages, maxima: maxima, width: plot, height: rows, isASCII: isASCII)
            for (row, line) in chart.lines.enumerated() {
                let label =
                    row == 0
                    ? Self.number(chart.top)
                    : row == rows / 2
                        ? Self.number(chart.top / 2)
                        : ""
                lines.append(Self.left(label, Self.margin - 1) + " " + edge + line)
            }
        }
        lines.append(axis(plot))
        lines.append(times(plot, time))
        lines += markLines(plot, time)
        let area = isASCII ? "# average, - maximum" : "area: average, line above it: maximum"
        lines.append(area)
        return lines.map(Self.trimmed)
    }

    private var edge: String { isASCII ? "|" : "\u{2502}" }

    private func axis(_ plot: Int) -> String {
        String(repeating: " ", count: Self.margin) + (isASCII ? "+" : "\u{2514}")
            + String(repeating: isASCII ? "-" : "\u{2500}", count: plot)
    }

    private func times(_ plot: Int, _ time: (Int) -> String) -> String {
        guard let first = table.rows.first?.time, let last = table.rows.last?.time else {
            return "nothing is recorded yet"
        }
        let middle = time((first + last) / 2)
        let (begin, end) = (time(first), time(last))
        var line = begin
        line +=
            String(
                repeating: " ", count: max(1, (plot - middle.count) / 2 - line.count)) + middle
        line += String(repeating: " ", count: max(1, plot - line.count - end.count)) + end
        return String(repeating: " ", count: Self.margin + 1) + line
    }

    /// The line of marks below the axis, if there are any.
    private func markLines(_ plot: Int, _ time: (Int) -> String) -> [String] {
        guard let first = table.rows.first?.time, let last = table.rows.last?.time, last > first
        else { return [] }
        var cells = [Character](repeating: " ", count: plot)
        var kinds: Set<SeriesMark.Kind> = []
        for mark in marks {
            let share = Double(Int(mark.time / 1000) - first) / Double(last - first)
            guard (0...1).contains(share) else { continue }
            cells[min(plot - 1, Int(share * Double(plot)))] = mark.kind.letter
            kinds.insert(mark.kind)
        }
        guard !kinds.isEmpty else { return [] }
        let words = SeriesMark.Kind.allCases.filter(kinds.contains)
            .map { "\($0.letter) \($0.rawValue)" }.joined(separator: ", ")
        let key = Self.left("events", Self.margin)
        return [key + " " + String(cells) + "\n" + Self.left("", Self.margin) + " " + words]
            .flatMap { $0.split(separator: "\n").map(String.init) }
    }

    /// Returns a number of at most six characters: `0`, `3.4`, `120`, `1.25M`.
    public static func number(_ value: Double) -> String {
        let units = ["", "k", "M", "G", "T", "P"]
        var (value, unit) = (value, 0)
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
        let scale = [1.0, 10, 100][digits]
        let whole = (value * scale).rounded()
        var text = "\(Int(whole) / Int(scale))"
        let rest = Int(whole) % Int(scale)
        if rest > 0 {
            var fraction = "\(rest)"
            while fraction.count < digits { fraction = "0" + fraction }
            while fraction.last == "0" { fraction.removeLast() }
            text += "." + fraction
        }
        return text + units[unit]
    }

    private static func left(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}

extension SeriesMark.Kind {
    /// The letter in a terminal.
    public var letter: Character {
        switch self {
        case .failover: "F"
        case .down: "D"
        case .apply: "A"
        }
    }
}
