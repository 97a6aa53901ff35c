/// A part of the week in which edits are applied.
///
/// An instant is in the window if the clock of the time zone shows one of its times then. An hour
/// that the clock skips is in no window, and an hour that it repeats is there twice.
public struct ChangeWindow: Sendable, Hashable {
    /// The days on which it opens; not empty.
    public var days: Set<Weekday>
    /// The hours of these days.
    public var hours: Hours
    /// The name of the time zone, such as `Europe/Berlin`.
    ///
    /// Source: the IANA time zone database.
    public var timeZone: String

    /// The hours of a day; if the end is not after the begin, they end on the next day.
    public struct Hours: Sendable, Hashable {
        /// The first minute of the day: 0...1439.
        public let begin: Int
        /// The minute after the last one: 1...1440, and not ``begin``.
        public let end: Int

        /// The whole day.
        public static let all = Hours(begin: 0, end: 1_440)

        /// Creates hours.
        public init(begin: Int, end: Int) {
            precondition((0..<1_440).contains(begin) && (1...1_440).contains(end) && begin != end)
            self.begin = begin
            self.end = end
        }

        /// Parses `22:00-04:00`; nil: this is another text, or the hours are empty.
        public init?(_ text: String) {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let begin = Self.minute(ends[0]),
                let end = Self.minute(ends[1]), begin < 1_440
            else { return nil }
            // An end at midnight is that of the same day.
            let last = end == 0 ? 1_440 : end
            guard begin != last else { return nil }
            self.init(begin: begin, end: last)
        }

        private static func minute(_ text: Substring) -> Int? {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) }),
                parts[1].utf8.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }),
                let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
                hour < 24 || hour == 24 && minute == 0
            else { return nil }
            return hour * 60 + minute
        }
    }

    /// The name of UTC, which needs no file.
    public static let utc = "UTC"

    /// Creates a window.
    public init(
        days: Set<Weekday> = Set(Weekday.allCases), hours: Hours = .all, timeZone: String = utc
    ) {
        self.days = days
        self.hours = hours
        self.timeZone = timeZone
    }

    /// Whether it has a minute of a local day.
    ///
    /// - Parameters:
    ///   - day: the place of the day in the week; 0 for Monday.
    ///   - minute: 0...1439.
    public func has(day: Int, minute: Int) -> Bool {
        let isToday = days.contains(Weekday.allCases[day])
        guard hours.end < hours.begin else {
            return isToday && minute >= hours.begin && minute < hours.end
        }
        let wasYesterday = days.contains(Weekday.allCases[(day + 6) % 7])
        return isToday && minute >= hours.begin || wasYesterday && minute < hours.end
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
