/// How often something is looked at whose cost is not known beforehand.
///
/// A look may take a hundredth of the time, as long as looks don't become too rare.
public struct LookPace: Sendable, Hashable {
    /// Time between two looks that cost next to nothing.
    public var period: Duration
    /// Time between two looks, at most.
    public static let longest = Duration.seconds(30)
    /// How many times its own duration a look is apart from the next.
    public static let rarity = 100

    /// A pace of at least this period.
    public init(period: Duration) {
        self.period = period
    }

    /// The time until the next look.
    ///
    /// - Parameter cost: what the latest look took.
    public func pause(after cost: Duration) -> Duration {
        max(period, min(cost * Self.rarity, Self.longest))
    }
}
