/// The time that a loop has lost, because it was stopped or got no processor time.
///
/// The loop announces its next wake-up, and then reports its actual time. Lost time is no fault of
/// the servers, so it does not count towards any deadline.
struct LoopPace {
    /// Delays up to this length are usual on a busy machine and do not count.
    static let tolerance = Duration.milliseconds(250)
    /// A loss of this length may have caused servers to close their connections.
    static let longLoss = Duration.seconds(1)
    /// Maximum wait of the loop while a check is in flight, which limits the error of a measured
    /// loss.
    static let longestWait = Duration.milliseconds(200)

    /// The total lost time.
    private(set) var lost = Duration.zero
    private var meant: MonotonicTime?

    /// Announces the next wake-up at this moment or earlier; nil: unknown.
    mutating func expect(by moment: MonotonicTime?) {
        meant = moment
    }

    /// Records the actual wake-up.
    mutating func reach(_ now: MonotonicTime) {
        if let meant, now - meant > Self.tolerance { lost += now - meant }
        meant = now
    }
}
