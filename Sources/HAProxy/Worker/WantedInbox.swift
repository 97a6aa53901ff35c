import Synchronization

/// The configuration that is wanted next, and the wakes of the loop that takes it.
///
/// It accepts a configuration at once, also while the loop is at work.
final class WantedInbox: Sendable {
    /// Wakes the loop.
    let signal = WakeSignal()
    private let next = Mutex<WorkerConfiguration?>(nil)

    /// The configuration that waits; nil: none.
    var waiting: WorkerConfiguration? { next.withLock(\.self) }

    /// Replaces the configuration that waits.
    func put(_ configuration: WorkerConfiguration) { next.withLock { $0 = configuration } }

    /// Returns the configuration that waits, once; nil: none.
    func take() -> WorkerConfiguration? {
        next.withLock { next in
            defer { next = nil }
            return next
        }
    }
}
