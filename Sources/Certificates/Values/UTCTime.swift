internal import COpenSSL

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
        let day = Self.days(
            year: Int64(parts.tm_year) + 1900, month: Int64(parts.tm_mon) + 1,
            day: Int64(parts.tm_mday))
        seconds =
            day * 86_400 + Int64(parts.tm_hour) * 3600 + Int64(parts.tm_min) * 60
            + Int64(parts.tm_sec)
    }

    /// Days from 1970-01-01 to a Gregorian date.
    ///
    /// Years start in March, so that the leap day is the last of a year.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let years = month <= 2 ? year - 1 : year
        let era = (years >= 0 ? years : years - 399) / 400
        let yearOfEra = years - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }
}

extension UTCTime: CustomStringConvertible {
    /// RFC 3339: `2026-11-23T09:48:00Z`.
    public var description: String {
        var moment = time_t(seconds)
        var parts = tm()
        guard OPENSSL_gmtime(&moment, &parts) != nil else { return "\(seconds) s" }
        func padded(_ number: Int32, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1))-"
            + "\(padded(parts.tm_mday))T\(padded(parts.tm_hour)):\(padded(parts.tm_min)):"
            + "\(padded(parts.tm_sec))Z"
    }
}
