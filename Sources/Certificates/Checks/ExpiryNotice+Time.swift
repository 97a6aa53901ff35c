public import Model

extension ExpiryNotice {
    /// The notice for a certificate with this time left; nil when there is enough.
    ///
    /// A certificate that is good for less than 60 days in all, as those that are renewed by
    /// themselves may be, is noticed from the last week on.
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
