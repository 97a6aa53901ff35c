import Synchronization

/// How many commands are still there after they were killed.
final class StuckCommands: Sendable {
    /// Those of this process.
    static let all = StuckCommands()

    /// The most; while there are so many, no other command is started.
    static let limit = 4

    private let value = Atomic<Int>(0)

    /// How many there are now.
    var count: Int { value.load(ordering: .relaxed) }

    /// There are more, or fewer, by this number.
    func add(_ difference: Int) {
        value.add(difference, ordering: .relaxed)
    }
}
