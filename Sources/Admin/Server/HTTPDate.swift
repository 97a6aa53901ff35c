import Model

/// A time as HTTP has it: `Sun, 06 Nov 1994 08:49:37 GMT`.
///
/// **Source:** RFC 9110 section 5.6.7, IMF-fixdate.
struct HTTPDate: Sendable, CustomStringConvertible {
    /// The text.
    let description: String

    /// Creates the text of a time.
    ///
    /// - Parameter seconds: those since 1970.
    init(seconds: Int64) {
        // The date of mail has a day of one digit, and the zone as a number.
        var words = CivilTime(milliseconds: seconds * 1000).mailDate.split(separator: " ")
            .map(String.init)
        if words[1].utf8.count == 1 { words[1] = "0" + words[1] }
        words[words.count - 1] = "GMT"
        description = words.joined(separator: " ")
    }
}
