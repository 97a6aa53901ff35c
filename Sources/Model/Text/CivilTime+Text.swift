extension CivilTime {
    /// `2026-11-23T09:04:00Z`.
    ///
    /// Source: RFC 3339.
    public var timestamp: String { "\(date)T\(clock)Z" }

    /// The timestamp with milliseconds: `2026-11-23T05:12:14.031Z`.
    public var preciseTimestamp: String { "\(date)T\(clock).\(Self.padded(millisecond, 3))Z" }

    /// `Mon, 23 Nov 2026 09:04:00 +0000`.
    ///
    /// Source: RFC 5322 section 3.3.
    public var mailDate: String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(days[weekday]), \(day) \(months[month - 1]) \(Self.padded(year, 4)) "
            + "\(clock) +0000"
    }

    private var date: String {
        "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    private var clock: String {
        "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "")
            + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
