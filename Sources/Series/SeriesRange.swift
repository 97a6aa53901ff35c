/// The time that a graph or a table shows, and the rows of a file for it.
public enum SeriesRange: String, Sendable, CaseIterable {
    /// An hour of rows of ten seconds.
    case hour
    /// A day of rows of five minutes.
    case day
    /// A week of rows of half an hour.
    case week
    /// A month (31 days) of rows of two hours.
    case month
    /// A year (366 days) of rows of a day.
    case year

    /// The time between two samples.
    ///
    /// **Unit:** seconds.
    public static let step = 10

    /// The time of a row.
    ///
    /// **Unit:** seconds.
    public var step: Int {
        switch self {
        case .hour: Self.step
        case .day: 300
        case .week: 1800
        case .month: 7200
        case .year: 86400
        }
    }

    /// The number of rows.
    public var rows: Int {
        switch self {
        case .hour: 360
        case .day: 288
        case .week: 336
        case .month: 372
        case .year: 366
        }
    }

    /// The shown time.
    ///
    /// **Unit:** seconds.
    public var span: Int { step * rows }

    /// Whether a file has the maxima of its rows; a row of one sample is its own maximum.
    public var hasMaxima: Bool { self != .hour }
}
