/// A moment in UTC as a calendar date and time.
///
/// Source: the Gregorian calendar, with years that start in March, so that the leap day is the
/// last.
struct CivilTime {
    let year: Int
    /// 1...12.
    let month: Int
    /// 1...31.
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int
    /// 0 for Sunday.
    let weekday: Int

    /// Creates the time this many milliseconds after (or before) 1970-01-01T00:00:00Z.
    init(milliseconds: Int64) {
        func floored(_ value: Int64, _ by: Int64) -> (Int64, Int) {
            let rest = (value % by + by) % by
            return ((value - rest) / by, Int(rest))
        }
        let seconds = floored(milliseconds, 1_000).0
        let (days, time) = floored(seconds, 86_400)
        // Days since 0000-03-01, in eras of 400 years.
        let (era, dayOfEra) = floored(days + 719_468, 146_097)
        let leaps = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leaps) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * march + 2) / 5 + 1
        month = march < 10 ? march + 3 : march - 9
        year = Int(era) * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60)
        weekday = floored(days + 4, 7).1
    }

    /// `Mon, 23 Nov 2026 09:04:00 +0000`.
    ///
    /// Source: RFC 5322 section 3.3.
    var mailDate: String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(days[weekday]), \(day) \(months[month - 1]) \(year) \(clock) +0000"
    }

    /// `2026-11-23T09:04:00Z`.
    ///
    /// Source: RFC 3339.
    var timestamp: String {
        "\(year)-\(Self.two(month))-\(Self.two(day))T\(clock)Z"
    }

    private var clock: String { "\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))" }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
