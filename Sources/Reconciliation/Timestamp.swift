/// A time as RFC 3339 has it, in UTC with whole seconds: `2026-11-23T05:12:14Z`.
struct Timestamp: CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    let milliseconds: Int64

    /// The text.
    ///
    /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    var description: String {
        let seconds = max(0, milliseconds / 1_000)
        let days = seconds / 86_400 + 719_468
        let era = days / 146_097
        let day = days % 146_097
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let date = [
            Self.padded(year + era * 400 + (month <= 2 ? 1 : 0), 4), Self.padded(month, 2),
            Self.padded(dayOfYear - (153 * shifted + 2) / 5 + 1, 2),
        ]
        let time = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60]
        return date.joined(separator: "-") + "T"
            + time.map { Self.padded($0, 2) }.joined(separator: ":") + "Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
