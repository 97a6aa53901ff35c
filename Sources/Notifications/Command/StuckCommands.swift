import Synchronization

/// A counter of commands that are still running after they were killed.
final class StuckCommands: Sendable {
    /// The counter of this process.
    static let all = StuckCommands()

    /// The limit at which no further command is started.
    static let limit = 4

    private let value = Atomic<Int>(0)

    /// The current number.
    var count: Int { value.load(ordering: .relaxed) }

    /// Changes the number by this difference.
    func add(_ difference: Int) {
        value.add(difference, ordering: .relaxed)
    }
}
