import Synchronization

/// Whether a worker answers, as its observers know.
///
/// A worker that hangs is asked by one of them at a time, so that few questions wait for it when it
/// goes on, and no status waits either.
public final class WorkerPulse: Sendable {
    /// The end of a question.
    enum Beat: Sendable, Hashable {
        /// The worker has answered.
        case answer
        /// It runs, and has not answered in time.
        case silence
        /// It does not run, or loads its file.
        case absence
    }

    private let state = Mutex(State())

    private struct State {
        var last = Beat.answer
        var noted = ContinuousClock.now
        /// The time of the first question since the last answer.
        var begin: ContinuousClock.Instant?
    }

    /// Creates the pulse of a worker that answers.
    public init() {}

    /// The time for which a silent worker is not asked again by others.
    private static let patience = Duration.seconds(10)

    /// Whether the worker runs and has not answered the last question, a short time ago.
    public func isHanging(at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { $0.last == .silence && now - $0.noted < Self.patience }
    }

    /// The time since the first question after the last answer; nil: it answers.
    public func outage(at now: ContinuousClock.Instant = .now) -> Duration? {
        state.withLock(\.begin).map { now - $0 }
    }

    /// Records the end of a question that was asked at this time.
    func note(_ beat: Beat, asked: ContinuousClock.Instant) {
        state.withLock { state in
            state.last = beat
            state.noted = .now
            state.begin = beat == .answer ? nil : state.begin ?? asked
        }
    }
}
