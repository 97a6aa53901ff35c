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
        monitor = HealthMonitor(
            runner: try ProbeRunner(), board: VerdictBoard(restoring: snapshot),
            wallClock: wallClock, publish: { nextVerdicts.yield($0) },
            keep: { snapshot in
                do { try store.save(snapshot) } catch { logger.error("\(error)") }
            })
    }

    /// Has another document followed.
    @Sendable
    func follow(_ spec: Spec) {
        nextDocument.yield(spec)
    }

    /// Checks until it is cancelled.
    ///
    /// - Parameter take: takes all verdicts whenever one has changed.
    func run(_ take: @escaping @Sendable (Verdicts) async -> Void) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await monitor.run() }
            group.addTask { for await all in verdicts { await take(all) } }
            for await spec in documents { await monitor.follow(spec) }
            group.cancelAll()
        }
    }
}
