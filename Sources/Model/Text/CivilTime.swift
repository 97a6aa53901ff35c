/// A time in UTC as a calendar date and a time of day.
///
/// Source: the Gregorian calendar, with years that start in March, so that the leap day is the
/// last.
public struct CivilTime: Sendable, Hashable {
    /// The year; negative years are before year 0.
    public let year: Int
    /// 1...12.
    public let month: Int
    /// 1...31.
    public let day: Int
    /// 0...23.
    public let hour: Int
    /// 0...59.
    public let minute: Int
    /// 0...59.
    public let second: Int
    /// 0...999.
    public let millisecond: Int

    /// Creates the time this many milliseconds after (or before) 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        let (seconds, millisecond) = Self.floored(milliseconds, 1_000)
        let (days, time) = Self.floored(seconds, 86_400)
        // Days since 0000-03-01, in eras of 400 years.
        let (era, dayOfEra) = Self.floored(days + Self.daysBefore1970, Self.daysOfEra)
        let leaps = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leaps) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * march + 2) / 5 + 1
        month = march < 10 ? march + 3 : march - 9
        year = Int(era) * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60)
        self.millisecond = millisecond
    }

    /// Creates the first millisecond of a second of the calendar.
    public init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        millisecond = 0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z; negative before.
    public var seconds: Int64 {
        days * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    }

    /// The day of the week; 0 for Sunday.
    public var weekday: Int { Self.floored(days + 4, 7).1 }

    /// Days since 1970-01-01.
    private var days: Int64 {
        let (era, yearOfEra) = Self.floored(Int64(month <= 2 ? year - 1 : year), 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * Self.daysOfEra + Int64(dayOfEra) - Self.daysBefore1970
    }

    private static let daysOfEra: Int64 = 146_097
    /// Days from 0000-03-01 to 1970-01-01.
    private static let daysBefore1970: Int64 = 719_468

    /// Divides and rounds down, so that the rest is not negative.
    private static func floored(_ value: Int64, _ by: Int64) -> (Int64, Int) {
        let rest = (value % by + by) % by
        return ((value - rest) / by, Int(rest))
    }
}
