import Model
import Reconciliation

/// Looks after the directories of a running controller: one that is removed is made and locked
/// again, and one that can't be written to is shown.
actor DirectoryWatch {
    private let executor = QueueExecutor(label: "ballast.directories")
    /// Runs on its own thread: a disk may take its time.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let lock: InstanceLock
    private let tell: @Sendable (Event.Kind, String) async -> Void
    /// The failures of the latest look.
    private(set) var failures: [HostFailure] = []

    /// Time from one look to the next.
    private static let period = Duration.seconds(1)

    /// Looks after the directories of this lock.
    ///
    /// - Parameter tell: called with each change.
    init(
        _ lock: InstanceLock, tell: @escaping @Sendable (Event.Kind, String) async -> Void
    ) {
        self.lock = lock
        self.tell = tell
    }

    /// Looks once a second until it is cancelled.
    func run() async {
        repeat { await look() } while (try? await Task.sleep(for: Self.period)) != nil
    }

    private func look() async {
        let (renewed, failures) = lock.renew()
        let new = failures.filter { !self.failures.contains($0) }
        let gone = self.failures.filter { !failures.contains($0) }
        self.failures = failures
        for path in renewed {
            await tell(.drift, "removed outside Ballast, made and locked again: \(path)")
        }
        for failure in new { await tell(.failed, "\(failure)") }
        for failure in gone { await tell(.recovered, "can \(failure.operation) again") }
    }
}
