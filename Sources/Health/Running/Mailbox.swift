import Synchronization

/// Messages to the loop of a runner, in the order of posting.
///
/// The loop reads them itself: a hop to its actor would use the thread pool of all tasks of the
/// process, and a busy pool would delay the checks.
final class Mailbox: Sendable {
    /// Work that the loop performs between two iterations.
    typealias Message = @Sendable (isolated ProbeRunner) -> Void

    private struct State {
        var messages: [Message] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Adds a message; false once the mailbox is closed.
    func post(_ message: @escaping Message) -> Bool {
        state.withLock {
            guard !$0.isClosed else { return false }
            $0.messages.append(message)
            return true
        }
    }

    /// Removes and returns all messages.
    func drain() -> [Message] {
        state.withLock {
            let messages = $0.messages
            $0.messages = []
            return messages
        }
    }

    /// Removes and returns all messages, and accepts no more.
    func close() -> [Message] {
        state.withLock {
            let messages = $0.messages
            $0 = State(isClosed: true)
            return messages
        }
    }
}
