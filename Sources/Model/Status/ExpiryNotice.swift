/// The urgency of a certificate's expiry.
public enum ExpiryNotice: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// At most 30 days.
    case month
    /// At most 7 days.
    case week
    /// At most 1 day.
    case day
    /// Expired.
    case over

    /// By urgency; the later case is more severe.
    public static func < (left: ExpiryNotice, right: ExpiryNotice) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .month: 0
        case .week: 1
        case .day: 2
        case .over: 3
        }
    }
}
