/// The time between two looks whose cost is not known in advance.
///
/// Looks use at most one percent of a processor, unless the pause reaches its maximum.
public struct LookPace: Sendable, Hashable {
    /// The shortest pause.
    public var period: Duration
    /// The longest pause, unless the period is longer.
    public var longest: Duration
    /// The ratio of a pause to the cost of the look before it.
    public static let rarity = 100

    /// - Parameters:
    ///   - period: the shortest pause.
    ///   - longest: the longest pause.
    public init(period: Duration, longest: Duration = .seconds(30)) {
        self.period = period
        self.longest = longest
    }

    /// Returns the time until the next look.
    ///
    /// - Parameter cost: processor time of the last look.
    public func pause(after cost: Duration) -> Duration {
        max(period, min(cost * Self.rarity, longest))
    }
}
