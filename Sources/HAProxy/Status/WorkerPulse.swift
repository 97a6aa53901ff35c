import Synchronization

/// The answers of a process of HAProxy at its socket, shared by the observers of the process.
///
/// A process that hangs is asked by one observer at a time, so that few commands wait in its socket
/// when it continues, and no status waits for it.
public final class WorkerPulse: Sendable {
    /// The result of a command.
    enum Beat: Sendable, Hashable {
        /// The process has answered.
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
        /// The time of the first command since the last answer.
        var begin: ContinuousClock.Instant?
    }

    /// Creates the pulse of a process that answers.
    public init() {}

    /// The time for which other observers do not ask a silent process again.
    private static let patience = Duration.seconds(10)

    /// Whether the process runs and has not answered the last command, a short time ago.
    public func isHanging(at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { $0.last == .silence && now - $0.noted < Self.patience }
    }

    /// The time since the first command after the last answer; nil: it answers.
    public func outage(at now: ContinuousClock.Instant = .now) -> Duration? {
        state.withLock(\.begin).map { now - $0 }
    }

    /// Records the result of a command that was sent at this time.
    func note(_ beat: Beat, asked: ContinuousClock.Instant) {
        state.withLock { state in
            state.last = beat
            state.noted = .now
            state.begin = beat == .answer ? nil : state.begin ?? asked
        }
    }
}
