import Model

/// The table of services in this width: every column keeps its place while values change.
struct TopTable: Sendable {
    private let nameWidth: Int
    private let placeWidth: Int
    private let sparkWidth: Int
    /// Whether listeners have their protocol.
    private let isRoomy: Bool
    private let width: Int
    private let characters: TerminalCharacters

    /// The least width with listeners and wide sparklines.
    private static let roomy = 100

    /// - Parameter summaries: all services, of which some are shown.
    init(_ summaries: [ServiceSummary], width: Int, _ characters: TerminalCharacters) {
        let isRoomy = width >= Self.roomy
        self.isRoomy = isRoomy
        func widest(_ words: [String], _ range: ClosedRange<Int>) -> Int {
            min(range.upperBound, max(range.lowerBound, words.map(\.count).max() ?? 0))
        }
        nameWidth = widest(summaries.map(\.name), 4...(isRoomy ? 24 : width < 60 ? 10 : 14))
        placeWidth =
            width < 60
            ? 0
            : widest(
                summaries.map { Self.place(of: $0, isRoomy) }, 6...(isRoomy ? 32 : 18))
        sparkWidth = width < 60 ? 0 : isRoomy ? RateHistory.length : RateHistory.length / 2
        self.width = width
        self.characters = characters
    }

    /// The names of the columns.
    var head: StyledLine {
        StyledLine(
            line(
                "  ",
                ["NAME", "LISTEN", "UP", "SESS", "NEW/s", sparkWidth < 6 ? "10min" : "10 MIN"],
                "STATE"),
            .strong)
    }

    /// Returns the line of a service.
    func line(_ summary: ServiceSummary, _ history: RateHistory, now: Int64) -> StyledLine {
        let line = TopLine(summary: summary, now: now)
        let mark = line.mark
        return StyledLine(
            self.line(
                " \(mark.sign)",
                [
                    summary.name, Self.place(of: summary, isRoomy),
                    "\(summary.serving)/\(summary.listed)",
                    TopLine.number(summary.sessions.map { UInt64(max(0, $0)) }),
                    TopLine.number(summary.rate),
                    sparkWidth == 0
                        ? "" : history.line(of: summary.name, width: sparkWidth, characters),
                ], line.state), mark.style)
    }

    /// The endpoint for clients; in little room, without the protocol.
    private static func place(of summary: ServiceSummary, _ isRoomy: Bool) -> String {
        let words = summary.place.split(separator: " ", maxSplits: 1)
        return isRoomy || words.count < 2 ? summary.place : String(words[1])
    }

    private func line(_ sign: String, _ cells: [String], _ last: String) -> String {
        let widths = [nameWidth, placeWidth, 5, 5, 5, sparkWidth]
        var text = sign + " "
        for (number, (cell, width)) in zip(cells, widths).enumerated() where width > 0 {
            let shown = cut(cell, to: width)
            let blank = String(repeating: " ", count: width - shown.count)
            // Numbers end at the same column.
            text += ((2...4).contains(number) ? blank + shown : shown + blank) + " "
        }
        let state = cut(last, to: max(4, width - text.count))
        return text + state
    }
}
