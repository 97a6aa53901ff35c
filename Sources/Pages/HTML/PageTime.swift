import Model

/// Times as pages show them.
public enum PageTime {
    /// Returns a time in UTC: `2026-11-23T05:12:14.031Z`.
    ///
    /// - Parameter milliseconds: since 1970.
    public static func standard(_ milliseconds: Int64) -> String { timestamp(milliseconds) }

    /// Returns the time since a moment: `22 s`.
    public static func age(of moment: Int64, at now: Int64) -> String {
        Duration.milliseconds(now - moment).words
    }

    /// Returns a state with the time since it began, if that is known: `down 22 s`.
    public static func state(_ words: String, since moment: Int64?, at now: Int64) -> String {
        words + (moment.map { " \(age(of: $0, at: now))" } ?? "")
    }

    /// Returns the time of the day, with the date if it is another one: `14:02:10`.
    public static func clock(_ milliseconds: Int64, at now: Int64) -> String {
        let time = CivilTime(milliseconds: milliseconds)
        let present = CivilTime(milliseconds: now)
        let clock = "\(two(time.hour)):\(two(time.minute)):\(two(time.second))"
        guard (time.year, time.month, time.day) != (present.year, present.month, present.day)
        else { return clock }
        return "\(time.year)-\(two(time.month))-\(two(time.day)) \(clock)"
    }

    private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
}
