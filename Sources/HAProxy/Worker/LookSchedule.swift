/// The times of the looks at a worker while nothing else happens.
struct LookSchedule: Sendable {
    private let pace: LookPace
    /// Processor time of the latest look that changed nothing.
    private var cost = Duration.zero

    /// The looks in succession whose steps were left out, because another configuration was wanted.
    private var outdated = 0

    /// The most such looks, so that edits without a pause do not keep a look from its corrections.
    private static let mostOutdated = 3
    /// The longest pause while servers wait to be replaced, because clients wait for the new ones.
    private static let handoverPause = Duration.seconds(1)

    /// Creates a schedule with this shortest pause.
    init(period: Duration) {
        pace = LookPace(period: period)
    }

    /// Whether the steps of the next look may be left out.
    var mayBeOutdated: Bool { outdated < Self.mostOutdated }

    /// Records whether the steps of a look were left out.
    mutating func note(isOutdated: Bool) { outdated = isOutdated ? outdated + 1 : 0 }

    /// Records the processor time of a look that changed nothing.
    mutating func note(cost: Duration) { self.cost = cost }

    /// Returns the time until the next look.
    func pause(duringHandover: Bool) -> Duration {
        let pause = pace.pause(after: cost)
        return duringHandover ? min(pause, Self.handoverPause) : pause
    }
}
