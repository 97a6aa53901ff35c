import Model
import Reconciliation
import Synchronization

/// Watches the directories of a running controller: makes and locks removed ones again, and
/// reports those that can't be written to.
actor DirectoryWatch {
    private let executor = QueueExecutor(label: "ballast.directories")
    /// Runs on its own thread: a disk may take its time.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let lock: InstanceLock
    private let tell: @Sendable (Event.Kind, String) async -> Void
    private nonisolated let latest = Mutex<[HostFailure]>([])
    /// The failures of the latest look; reading them waits for no disk.
    nonisolated var failures: [HostFailure] { latest.withLock { $0 } }

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
        let before = self.failures
        latest.withLock { $0 = failures }
        let new = failures.filter { !before.contains($0) }
        let gone = before.filter { !failures.contains($0) }
        for path in renewed {
            await tell(.drift, "removed outside Ballast, made and locked again: \(path)")
        }
        for failure in new { await tell(.failed, "\(failure)") }
        for failure in gone { await tell(.recovered, "can \(failure.operation) again") }
    }
}
