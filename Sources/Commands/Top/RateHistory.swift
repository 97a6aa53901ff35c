import Model

/// The rates of services in the last ten minutes, as they were seen.
struct RateHistory: Sendable {
    /// The number of minutes.
    static let length = 10

    private var minute: Int64 = 0
    /// The highest rate of each minute, the latest last; nil: not seen.
    private var rates: [String: [UInt64?]] = [:]

    /// Adds the rates of an answer; services that it does not name are forgotten.
    ///
    /// - Parameter now: milliseconds since 1970.
    mutating func add(_ summaries: [ServiceSummary], at now: Int64) {
        let minute = now / 60_000
        let shift = Int(min(Int64(Self.length), max(0, minute - self.minute)))
        self.minute = minute
        var next: [String: [UInt64?]] = [:]
        for summary in summaries {
            var row = rates[summary.name] ?? Array(repeating: nil, count: Self.length)
            if shift > 0 {
                row.removeFirst(shift)
                row += Array(repeating: nil, count: shift)
            }
            if let rate = summary.rate {
                row[Self.length - 1] = max(row[Self.length - 1] ?? 0, rate)
            }
            next[summary.name] = row
        }
        rates = next
    }

    /// Returns a line of this many characters, each for the same time; blank: not seen.
    ///
    /// - Parameter width: a divisor of ``length``.
    func line(of name: String, width: Int, _ characters: TerminalCharacters) -> String {
        guard let row = rates[name] else { return String(repeating: " ", count: width) }
        let top = max(1, row.compactMap(\.self).max() ?? 1)
        let levels = characters.levels
        let span = Self.length / width
        return String(
            (0..<width).map { place -> Character in
                let known = row[(place * span)..<((place + 1) * span)].compactMap(\.self)
                guard let highest = known.max() else { return " " }
                guard highest > 0 else { return levels[0] }
                let level = (Double(highest) / Double(top) * Double(levels.count - 1)).rounded()
                return levels[max(1, Int(level))]
            })
    }
}
