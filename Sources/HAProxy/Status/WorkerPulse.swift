import Synchronization

/// Whether a worker answers, as one observer knows that asks it all the time.
///
/// Other observers read it: a worker that hangs has one question to answer when it goes on, and
/// no status waits for it.
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
        /// The time of the first question since the last answer.
        var begin: ContinuousClock.Instant?
    }

    /// Creates the pulse of a worker that answers.
    public init() {}

    /// Whether the worker runs and has not answered the last question.
    public var isHanging: Bool { state.withLock { $0.last == .silence } }

    /// The time since the first question after the last answer; nil: it answers.
    public func outage(at now: ContinuousClock.Instant = .now) -> Duration? {
        state.withLock(\.begin).map { now - $0 }
    }

    /// Records the end of a question that was asked at this time.
    func note(_ beat: Beat, asked: ContinuousClock.Instant) {
        state.withLock { state in
            state.last = beat
            state.begin = beat == .answer ? nil : state.begin ?? asked
        }
    }
}
