internal import COpenSSL
internal import Model

/// A second in UTC.
public struct UTCTime: Sendable, Hashable, Comparable, Codable {
    /// Seconds since 1970-01-01T00:00:00Z; negative before.
    public var seconds: Int64

    /// Creates the time this many seconds after the beginning of 1970.
    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Chronological order.
    public static func < (left: UTCTime, right: UTCTime) -> Bool {
        left.seconds < right.seconds
    }

    /// The time this many days of 86,400 seconds later.
    public func adding(days: Int) -> UTCTime {
        UTCTime(seconds: seconds + Int64(days) * 86_400)
    }

    /// The time this many seconds later.
    func adding(seconds more: Int64) -> UTCTime {
        UTCTime(seconds: seconds + more)
    }

    /// Whole days since an earlier time, rounded down: 0 within the first day, -1 before it.
    public func days(since start: UTCTime) -> Int {
        let difference = seconds - start.seconds
        return Int(difference >= 0 ? difference / 86_400 : -((86_399 - difference) / 86_400))
    }

    /// Parses a time of a certificate.
    ///
    /// **Source:** RFC 5280 section 4.1.2.5, UTCTime and GeneralizedTime.
    init(_ time: UnsafePointer<ASN1_TIME>?) throws(CertificateFailure) {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { throw .noted("read a date") }
        seconds =
            CivilTime(
                year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1,
                day: Int(parts.tm_mday), hour: Int(parts.tm_hour), minute: Int(parts.tm_min),
                second: Int(parts.tm_sec)
            ).seconds
    }
}

extension UTCTime: CustomStringConvertible {
    /// RFC 3339: `2026-11-23T09:48:00Z`.
    public var description: String { CivilTime(milliseconds: seconds * 1_000).timestamp }
}
