/// The times of the looks at a worker while nothing else happens.
struct LookSchedule: Sendable {
    private let pace: LookPace
    /// Processor time of the latest look that changed nothing.
    private var cost = Duration.zero

    /// The longest pause while servers wait to be replaced, because clients wait for the new ones.
    private static let handoverPause = Duration.seconds(1)

    /// Creates a schedule with this shortest pause.
    init(period: Duration) {
        pace = LookPace(period: period)
    }

    /// Records the processor time of a look that changed nothing.
    mutating func note(cost: Duration) { self.cost = cost }

    /// Returns the time until the next look.
    func pause(duringHandover: Bool) -> Duration {
        let pause = pace.pause(after: cost)
        return duringHandover ? min(pause, Self.handoverPause) : pause
    }
}
