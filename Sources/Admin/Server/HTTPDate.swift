import Glibc

/// A time as HTTP has it: `Sun, 06 Nov 1994 08:49:37 GMT`.
///
/// **Source:** RFC 9110 section 5.6.7, IMF-fixdate.
struct HTTPDate: Sendable, CustomStringConvertible {
    /// The text.
    let description: String

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Creates the text of a time.
    ///
    /// - Parameter seconds: those since 1970.
    init(seconds: Int64) {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(two).joined(separator: ":")
        description =
            "\(Self.days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) "
            + "\(Self.months[Int(parts.tm_mon)]) \(1900 + parts.tm_year) \(clock) GMT"
    }
}
