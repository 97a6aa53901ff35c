/// A duration in a document: a whole number and a unit, `500ms`, `10s`, `5m`, `2h`, `1d`.
struct DurationText: Sendable, Hashable {
    /// The number before the unit.
    let count: Int
    /// The unit.
    let unit: Unit

    /// A unit of time.
    enum Unit: String, Sendable, CaseIterable {
        case milliseconds = "ms"
        case seconds = "s"
        case minutes = "m"
        case hours = "h"
        case days = "d"

        /// Number of milliseconds in one unit.
        var milliseconds: Int {
            switch self {
            case .milliseconds: 1
            case .seconds: 1_000
            case .minutes: 60_000
            case .hours: 3_600_000
            case .days: 86_400_000
            }
        }
    }

    /// Maximum number of digits, so that no arithmetic overflows.
    static let digitLimit = 9

    /// Creates a duration from a number and a unit.
    init(_ count: Int, _ unit: Unit) {
        self.count = count
        self.unit = unit
    }

    /// **Errors:** nil for anything but a plain decimal number followed by a unit.
    init?(_ text: ArraySlice<UInt8>) {
        let digits = text.prefix { $0.isDigit }
        guard (1...Self.digitLimit).contains(digits.count),
            digits.count == 1 || digits.first != UInt8(ascii: "0"),
            let unit = Unit(rawValue: String(decoding: text[digits.endIndex...], as: UTF8.self))
        else { return nil }
        self.init(digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }, unit)
    }

    /// The duration in milliseconds.
    var milliseconds: Int { count * unit.milliseconds }

    /// The duration as a value of the standard library.
    var duration: Duration { .milliseconds(milliseconds) }

    /// The probable intention of an invalid duration; nil: unknown.
    static func intended(by text: ArraySlice<UInt8>) -> DurationText? {
        var total = 0
        var rest = text
        guard (1...24).contains(text.count) else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isDigit }
            guard (1...6).contains(digits.count) else { return nil }
            rest = rest[digits.endIndex...]
            let point = rest.first == UInt8(ascii: ".") ? 1 : 0
            let thousandths = rest.dropFirst(point).prefix(point * 3).prefix { $0.isDigit }
            rest = rest[(rest.startIndex + point + thousandths.count)...]
            let word = rest.prefix { !$0.isDigit }
            rest = rest[word.endIndex...]
            guard let unit = unit(String(decoding: word, as: UTF8.self)) else { return nil }
            let number = (digits + thousandths).reduce(0) { $0 * 10 + Int($1 - 0x30) }
            let scale = [1, 10, 100, 1_000][thousandths.count]
            total += number * unit.milliseconds / scale
        }
        let meant = DurationText(milliseconds: total)
        return meant.count < 1_000_000_000 ? meant : nil
    }

    /// Chooses the largest unit that gives a whole number.
    init(milliseconds: Int) {
        let unit = Unit.allCases.last { milliseconds % $0.milliseconds == 0 && milliseconds > 0 }
        self.init(milliseconds / (unit ?? .seconds).milliseconds, unit ?? .seconds)
    }

    private static func unit(_ word: String) -> Unit? {
        switch word.lowercased().filter({ $0 != " " }) {
        case "ms", "msec", "millis", "milliseconds": .milliseconds
        case "", "s", "sec", "secs", "second", "seconds": .seconds
        case "m", "min", "mins", "minute", "minutes": .minutes
        case "h", "hr", "hour", "hours": .hours
        case "d", "day", "days": .days
        default: nil
        }
    }
}

extension DurationText: Comparable {
    /// Compares durations by length.
    static func < (left: DurationText, right: DurationText) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension DurationText: CustomStringConvertible {
    /// The notation in documents.
    var description: String { "\(count)\(unit.rawValue)" }
}
