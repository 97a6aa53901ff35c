/// The time between two looks at an object whose cost of a look is not known in advance.
///
/// Looks may use one percent of a processor, up to the longest pause.
public struct LookPace: Sendable, Hashable {
    /// The shortest pause.
    public var period: Duration
    /// The longest pause, where the period is no longer.
    public var longest: Duration
    /// A pause, divided by the cost of the look before it.
    public static let rarity = 100

    /// - Parameters:
    ///   - period: the shortest pause.
    ///   - longest: the longest pause.
    public init(period: Duration, longest: Duration = .seconds(30)) {
        self.period = period
        self.longest = longest
    }

    /// The time until the next look.
    ///
    /// - Parameter cost: processor time of the last look.
    public func pause(after cost: Duration) -> Duration {
        max(period, min(cost * Self.rarity, longest))
    }
}
