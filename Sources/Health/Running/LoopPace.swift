/// The time that a loop has lost: it was stopped, or the machine did not give it a processor.
///
/// The loop says when it means to be back, and then when it is. A lost moment says nothing about
/// the servers, so it does not count towards any deadline.
struct LoopPace {
    /// Delays up to this length are usual on a busy machine, and no loss.
    static let tolerance = Duration.milliseconds(250)
    /// A loss of this length may have led servers to close their connections.
    static let longLoss = Duration.seconds(1)
    /// The loop waits no longer than this while a check is in flight, so that a loss is measured
    /// to within it.
    static let longestWait = Duration.milliseconds(200)

    /// All time that was lost so far.
    private(set) var lost = Duration.zero
    private var meant: MonotonicTime?

    /// Notes that the loop means to be back at this moment, or earlier; nil: it does not know.
    mutating func expect(by moment: MonotonicTime?) {
        meant = moment
    }

    /// Notes that the loop is back.
    mutating func reach(_ now: MonotonicTime) {
        if let meant, now - meant > Self.tolerance { lost += now - meant }
        meant = now
    }
}
