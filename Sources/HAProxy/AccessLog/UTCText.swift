import Glibc

/// Times in UTC as text.
enum UTCText {
    /// Returns a text such as `2026-11-23T05:12:14.031Z`.
    ///
    /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
    static func text(milliseconds: Int64) -> String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let numbers = [
            parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
            parts.tm_sec,
        ]
        var text = ""
        for (number, mark) in zip(numbers, ["-", "-", "T", ":", ":", "."]) {
            text += (number < 10 ? "0\(number)" : "\(number)") + mark
        }
        let rest = "\(milliseconds % 1000)"
        return text + String(repeating: "0", count: 3 - rest.count) + rest + "Z"
    }
}
