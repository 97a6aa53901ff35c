public import Model

extension ExpiryNotice {
    /// The notice for a certificate with this remaining time; nil when enough time is left.
    ///
    /// A certificate with a lifetime of less than 60 days, such as one that is renewed
    /// automatically, is noticed from the last week on.
    public init?(notBefore: UTCTime, notAfter: UTCTime, now: UTCTime) {
        let isShort = notAfter < notBefore.adding(days: 60)
        if notAfter < now {
            self = .over
        } else if notAfter <= now.adding(days: 1) {
            self = .day
        } else if notAfter <= now.adding(days: 7) {
            self = .week
        } else if notAfter <= now.adding(days: 30), !isShort {
            self = .month
        } else {
            return nil
        }
    }
}
