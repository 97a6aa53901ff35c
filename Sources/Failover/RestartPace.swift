/// The time between two starts of a process: it doubles until a process has run for a while.
struct RestartPace {
    private var wait = Self.firstWait
    private var started: ContinuousClock.Instant?
    private var notBefore: ContinuousClock.Instant?
    /// The time since which no process has settings; nil: one has, or none is wanted.
    private var missingSince: ContinuousClock.Instant?

    /// The first wait.
    private static let firstWait = Duration.milliseconds(200)
    /// The longest wait.
    private static let longestWait = Duration.seconds(30)
    /// The lifetime that resets the wait.
    private static let goodLife = Duration.seconds(10)
    /// The time without a process after which its addresses count as abandoned.
    private static let patience = Duration.seconds(5)

    /// Whether a start is due.
    func isDue(at now: ContinuousClock.Instant = .now) -> Bool {
        notBefore.map { $0 <= now } ?? true
    }

    /// Records whether a process is missing.
    mutating func note(isMissing: Bool, at now: ContinuousClock.Instant = .now) {
        missingSince = isMissing ? missingSince ?? now : nil
    }

    /// Whether none has run for so long that its addresses are abandoned.
    func isLost(at now: ContinuousClock.Instant = .now) -> Bool {
        missingSince.map { now - $0 > Self.patience } ?? false
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
