/// A duration in a document: a whole number and a unit, `500ms`, `10s`, `5m`, `2h`, `1d`.
public struct DurationText: Sendable, Hashable {
    /// The number before the unit.
    public let count: Int
    /// The unit.
    public let unit: Unit

    /// A unit of time.
    public enum Unit: String, Sendable, CaseIterable {
        /// Thousandths of a second.
        case milliseconds = "ms"
        /// Seconds.
        case seconds = "s"
        /// Minutes.
        case minutes = "m"
        /// Hours.
        case hours = "h"
        /// Days of 24 hours.
        case days = "d"

        /// Number of milliseconds in one unit.
        public var milliseconds: Int {
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
    public static let digitLimit = 9

    /// Creates a duration from a number and a unit.
    public init(_ count: Int, _ unit: Unit) {
        self.count = count
        self.unit = unit
    }

    /// **Errors:** nil for anything but a plain decimal number followed by a unit.
    public init?(_ text: ArraySlice<UInt8>) {
        let digits = text.prefix { (0x30...0x39).contains($0) }
        guard (1...Self.digitLimit).contains(digits.count),
            digits.count == 1 || digits.first != UInt8(ascii: "0"),
            let unit = Unit(rawValue: String(decoding: text[digits.endIndex...], as: UTF8.self))
        else { return nil }
        self.init(digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }, unit)
    }

    /// The duration in milliseconds.
    public var milliseconds: Int { count * unit.milliseconds }

    /// The duration as a value of the standard library.
    public var duration: Duration { .milliseconds(milliseconds) }

    /// Chooses the largest unit that gives a whole number; 0 is in seconds.
    ///
    /// - Parameter largest: the largest unit to choose.
    public init(milliseconds: Int, upTo largest: Unit = .days) {
        let unit = Unit.allCases.last {
            milliseconds > 0 && milliseconds % $0.milliseconds == 0
                && $0.milliseconds <= largest.milliseconds
        }
        self.init(milliseconds / (unit ?? .seconds).milliseconds, unit ?? .seconds)
    }
}

extension DurationText: Comparable {
    /// Compares durations by length.
    public static func < (left: DurationText, right: DurationText) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension DurationText: CustomStringConvertible {
    /// The notation in documents.
    public var description: String { "\(count)\(unit.rawValue)" }
}
