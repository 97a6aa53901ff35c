import Series

/// Numbers of tables as text.
enum NumberText {
    /// Returns a whole number with spaces between groups of three digits: `12 345`.
    static func grouped(_ number: UInt64) -> String {
        let digits = Array("\(number)")
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text.append("\u{202f}") }
            text.append(digit)
        }
        return text
    }

    /// Returns a number of three digits with a unit: `1.25 MB`; nil: `-`.
    static func bytes(_ number: Double?) -> String {
        guard let number else { return "-" }
        let text = SeriesText.number(number)
        guard let last = text.last, last.isLetter else { return "\(text) B" }
        return "\(text.dropLast()) \(last)B"
    }

    /// Returns a number of three digits: `310`, `1.25k`; nil: `-`.
    static func short(_ number: Double?) -> String { number.map(SeriesText.number) ?? "-" }
}
