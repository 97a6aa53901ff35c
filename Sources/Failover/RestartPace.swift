/// The time between two starts of a process: it doubles until a process has run for a while.
struct RestartPace {
    private var wait = Self.firstWait
    private var started: ContinuousClock.Instant?
    private var notBefore: ContinuousClock.Instant?

    /// The first wait.
    private static let firstWait = Duration.milliseconds(200)
    /// The longest wait.
    private static let longestWait = Duration.seconds(30)
    /// The lifetime that resets the wait.
    private static let goodLife = Duration.seconds(10)

    /// Whether a start is due.
    func isDue(at now: ContinuousClock.Instant = .now) -> Bool {
        notBefore.map { $0 <= now } ?? true
    }

    /// Records a start.
    mutating func start(at now: ContinuousClock.Instant = .now) {
        started = now
    }

    /// Records the end of the process, or a start that failed.
    mutating func end(at now: ContinuousClock.Instant = .now) {
        if let started, now - started > Self.goodLife { wait = Self.firstWait }
        started = nil
        notBefore = now + wait
        wait = min(wait * 2, Self.longestWait)
    }
}
