/// A time since the host booted, sleep included.
///
/// Source: `clock_gettime(2)`, `CLOCK_BOOTTIME`.
public struct Moment: Sendable, Hashable, Codable, Comparable {
    /// **Unit:** milliseconds since boot.
    public var milliseconds: Int64

    /// Creates the moment this many milliseconds after boot.
    public init(milliseconds: Int64 = 0) {
        self.milliseconds = milliseconds
    }

    /// Chronological order.
    public static func < (left: Moment, right: Moment) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment this many seconds later; the last one that exists, if that is earlier.
    public func adding(seconds: Int) -> Moment {
        let (more, isTooLong) = Int64(seconds).multipliedReportingOverflow(by: 1_000)
        let (sum, isTooLate) = milliseconds.addingReportingOverflow(more)
        return Moment(milliseconds: isTooLong || isTooLate ? .max : sum)
    }

    private enum FormerKey: CodingKey { case milliseconds }

    /// Reads the milliseconds: a number, or an object as in ledgers of earlier versions.
    public init(from decoder: any Decoder) throws {
        if let number = try? decoder.singleValueContainer().decode(Int64.self) {
            milliseconds = number
        } else {
            milliseconds = try decoder.container(keyedBy: FormerKey.self).decode(
                Int64.self, forKey: .milliseconds)
        }
    }

    /// Writes the milliseconds as a number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
