import Synchronization

/// The one ending of a command, whichever comes first, and the one who waits for it.
final class CommandGate: Sendable {
    /// How a command ended.
    enum Ending: Equatable, Sendable {
        /// It is gone; what was wrong, or nil.
        case ended(String?)
        /// It was killed and is still there.
        case stuck
    }

    private struct State {
        var ending: Ending?
        var waiter: CheckedContinuation<Ending, Never>?
        var isLate = false
    }

    private let state = Mutex(State())

    /// Whether it was killed because its time was over.
    var isLate: Bool { state.withLock { $0.isLate } }

    /// Its time is over.
    func setLate() {
        state.withLock { $0.isLate = true }
    }

    /// Whether this ending is the first; those after it are of no account.
    @discardableResult
    func open(_ ending: Ending) -> Bool {
        let (isFirst, waiter) = state.withLock { state in
            guard state.ending == nil else {
                return (false, nil as CheckedContinuation<Ending, Never>?)
            }
            state.ending = ending
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume(returning: ending)
        return isFirst
    }

    /// Waits for the first ending; one waits.
    func wait() async -> Ending {
        await withCheckedContinuation { continuation in
            let ending = state.withLock { state -> Ending? in
                if state.ending == nil { state.waiter = continuation }
                return state.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }
}
