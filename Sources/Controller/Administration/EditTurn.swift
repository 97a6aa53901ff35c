import Synchronization

/// The permission to edit the document, which one edit has at a time, in the order of requests.
final class EditTurn: Sendable {
    private let state = Mutex(State())

    private struct State {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// Waits for the end of earlier edits.
    func begin() async {
        await withCheckedContinuation { next in
            let isFree = state.withLock { state in
                guard state.isTaken else {
                    state.isTaken = true
                    return true
                }
                state.waiting.append(next)
                return false
            }
            if isFree { next.resume() }
        }
    }

    /// Lets the next edit begin.
    func end() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
