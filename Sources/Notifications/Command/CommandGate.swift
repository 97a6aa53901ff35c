import Synchronization

/// The first ending of a command, and its single waiter.
final class CommandGate: Sendable {
    /// The ending of a command.
    enum Ending: Equatable, Sendable {
        /// The command has ended; with the failure, or nil.
        case ended(String?)
        /// The command was killed but is still running.
        case stuck
    }

    private struct State {
        var ending: Ending?
        var waiter: CheckedContinuation<Ending, Never>?
        var isLate = false
    }

    private let state = Mutex(State())

    /// Whether the command was killed because of its timeout.
    var isLate: Bool { state.withLock { $0.isLate } }

    /// Records the timeout.
    func setLate() {
        state.withLock { $0.isLate = true }
    }

    /// Records an ending; true for the first one.
    ///
    /// Later ones are ignored.
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

    /// Waits for the first ending; only one task may wait.
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
