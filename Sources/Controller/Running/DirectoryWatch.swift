import Files
import Model
import Reconciliation
import Synchronization

/// Watches the directories of a running controller: recreates and locks removed ones, and reports
/// unwritable ones.
actor DirectoryWatch {
    private let executor = QueueExecutor(label: "ballast.directories")
    /// Runs on a separate thread, because a disk can be slow.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let lock: InstanceLock
    private let tell: @Sendable (Event.Kind, String) async -> Void
    private nonisolated let latest = Mutex<[HostFailure]>([])
    /// The failures of the latest look, available without waiting for a disk.
    nonisolated var failures: [HostFailure] { latest.withLock { $0 } }

    /// The time between two looks.
    private static let period = Duration.seconds(1)

    /// Creates a watch of this lock's directories.
    ///
    /// - Parameter tell: called with each change.
    init(
        _ lock: InstanceLock, tell: @escaping @Sendable (Event.Kind, String) async -> Void
    ) {
        self.lock = lock
        self.tell = tell
    }

    /// Looks once a second until cancellation.
    func run() async {
        repeat { await look() } while (try? await RoutinePause.wait(Self.period)) != nil
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
