import Health
import Logging
import Model

/// The checks of `ballast run`: they follow the document in force, and the loop follows them.
struct HealthChecks: Sendable {
    let monitor: HealthMonitor
    /// What an earlier run knew.
    let remembered: Verdicts
    private let documents: AsyncStream<Spec>
    private let nextDocument: AsyncStream<Spec>.Continuation
    private let verdicts: AsyncStream<Verdicts>
    private let changes: AsyncStream<Void>
    private let store: FileVerdicts
    private let logger: Logger

    /// Between two saves: many servers that fail together are saved together.
    private static let pause = Duration.milliseconds(200)

    /// Checks that begin where an earlier run ended.
    ///
    /// **Errors:** when there are no descriptors left.
    init(store: FileVerdicts, logger: Logger) throws {
        var snapshot = VerdictBoard.Snapshot()
        do {
            snapshot = try store.load()
        } catch {
            logger.error("\(error)")
        }
        remembered = snapshot.verdicts
        // Only the newest of each counts.
        (documents, nextDocument) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (verdicts, nextVerdicts) = AsyncStream.makeStream(
            of: Verdicts.self, bufferingPolicy: .bufferingNewest(1))
        self.verdicts = verdicts
        let (changes, nextChange) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.changes = changes
        monitor = HealthMonitor(
            runner: try ProbeRunner(), board: VerdictBoard(restoring: snapshot),
            wallClock: wallClock, publish: { nextVerdicts.yield($0) },
            keep: { nextChange.yield() })
        self.store = store
        self.logger = logger
    }

    /// Has another document followed.
    @Sendable
    func follow(_ spec: Spec) {
        var spec = spec
        spec.services += spec.checkedProxies
        nextDocument.yield(spec)
    }

    /// Checks until it is cancelled.
    ///
    /// - Parameter take: takes all verdicts whenever one has changed.
    func run(_ take: @escaping @Sendable (Verdicts) async -> Void) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await monitor.run() }
            group.addTask { for await all in verdicts { await take(all) } }
            group.addTask { await keep() }
            for await spec in documents { await monitor.follow(spec) }
            group.cancelAll()
        }
        await save()
    }

    private func keep() async {
        for await _ in changes {
            await save()
            // Cancelled: the last save is made at the end.
            try? await Task.sleep(for: Self.pause)
        }
    }

    private func save() async {
        do {
            try await store.saveElsewhere(monitor.snapshot)
        } catch {
            logger.error("\(error)")
        }
    }
}
