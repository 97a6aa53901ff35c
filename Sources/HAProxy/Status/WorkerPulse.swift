import Synchronization

/// Whether a worker answers, as one observer knows that asks it all the time.
///
/// Other observers read it: a worker that hangs has one question to answer when it goes on, and
/// nobody else waits for it.
public final class WorkerPulse: Sendable {
    private let begin = Mutex<ContinuousClock.Instant?>(nil)

    /// Creates the pulse of a worker that answers.
    public init() {}

    /// The time for which the worker has not answered; nil: it answers, or does not run.
    public func silence(at now: ContinuousClock.Instant = .now) -> Duration? {
        begin.withLock(\.self).map { now - $0 }
    }

    /// Records the end of a question.
    ///
    /// - Parameters:
    ///   - isSilent: whether the worker runs and has not answered in time.
    ///   - asked: the time of the question.
    func note(isSilent: Bool, asked: ContinuousClock.Instant) {
        begin.withLock { begin in begin = isSilent ? begin ?? asked : nil }
    }
}
