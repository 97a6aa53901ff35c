import Files
import Health
import Logging
import Model

/// The checks of `ballast run`: they follow the document in force, and the loop follows them.
struct HealthChecks: Sendable {
    let monitor: HealthMonitor
    /// What an earlier run knew.
    let remembered: Verdicts
    /// What an earlier run knew of how busy servers are.
    let rememberedFeedback: FeedbackReadings
    private let document: String
    private let documents: AsyncStream<Spec>
    private let nextDocument: AsyncStream<Spec>.Continuation
    private let verdicts: AsyncStream<Verdicts>
    private let readings: AsyncStream<FeedbackReadings>
    private let changes: AsyncStream<Void>
    private let nextChange: AsyncStream<Void>.Continuation
    private let newReadings: AsyncStream<Void>
    private let nextReading: AsyncStream<Void>.Continuation
    private let store: VerdictStore
    private let feedbackStore: FileFeedback
    private let logger: Logger

    /// Between two saves: many servers that fail together are saved together.
    private static let pause = Duration.milliseconds(200)
    /// Time after which verdicts are saved though none has changed.
    private static let freshness = Duration.seconds(60)
    /// The same of what agents say, which changes all the time.
    private static let feedbackPause = Duration.seconds(5)
    /// Between two deliveries of readings: agents of many servers answer all the time, and each
    /// delivery may edit the table.
    private static let readingPause = Duration.milliseconds(200)

    /// Between two looks at whether the checks go on, and the time that they have for an answer.
    private static let watch = Duration.seconds(10)

    /// Checks that begin where an earlier run ended.
    ///
    /// - Parameter document: where the document is, for the files that it names.
    ///
    /// **Errors:** when there are no descriptors left.
    init(
        document: String, store: VerdictStore, feedbackStore: FileFeedback, logger: Logger
    ) throws {
        self.document = document
        var snapshot = VerdictBoard.Snapshot()
        do {
            snapshot = try store.load()
        } catch {
            logger.error("\(error)")
        }
        remembered = snapshot.verdicts
        var feedback = FeedbackBoard.Snapshot()
        do {
            feedback = try feedbackStore.load()
        } catch {
            logger.error("\(error)")
        }
        rememberedFeedback = feedback.readings
        // Only the newest of each counts.
        (documents, nextDocument) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (verdicts, nextVerdicts) = AsyncStream.makeStream(
            of: Verdicts.self, bufferingPolicy: .bufferingNewest(1))
        self.verdicts = verdicts
        let (readings, nextReadings) = AsyncStream.makeStream(
            of: FeedbackReadings.self, bufferingPolicy: .bufferingNewest(1))
        self.readings = readings
        (newReadings, nextReading) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (changes, nextChange) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.changes = changes
        self.nextChange = nextChange
        monitor = HealthMonitor(
            runner: try ProbeRunner(), board: VerdictBoard(restoring: snapshot),
            feedbackBoard: FeedbackBoard(restoring: feedback), wallClock: wallClock,
            publish: { nextVerdicts.yield($0) }, publishFeedback: { nextReadings.yield($0) },
            keep: { nextChange.yield() })
        self.store = store
        self.feedbackStore = feedbackStore
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
    /// - Parameters:
    ///   - take: takes all verdicts whenever one has changed.
    ///   - feedback: takes all readings whenever a weight may have to change.
    ///   - standStill: takes whether the checks stand still.
    func run(
        _ take: @escaping @Sendable (Verdicts) async -> Void,
        feedback: @escaping @Sendable (FeedbackReadings) async -> Void,
        standStill: @escaping @Sendable (Bool) async -> Void
    ) async {
        await ProbeRunner.use(filesOf: document)
        await withDiscardingTaskGroup { group in
            group.addTask { await monitor.run() }
            group.addTask { for await all in verdicts { await take(all) } }
            group.addTask {
                for await all in readings {
                    await feedback(all)
                    nextReading.yield()
                    // Cancelled: the stream ends with it.
                    try? await Task.sleep(for: Self.readingPause)
                }
            }
            group.addTask {
                // Cancelled: the checks end.
                while (try? await Task.sleep(for: Self.watch)) != nil {
                    await standStill(!(await monitor.isAlive(within: Self.watch)))
                }
            }
            group.addTask { await keepFeedback() }
            group.addTask { await keep() }
            group.addTask { await keepFresh() }
            for await spec in documents { await monitor.follow(spec) }
            group.cancelAll()
        }
        await save()
        await saveFeedback()
    }

    private func keep() async {
        for await _ in changes {
            await saveChanges()
            // Cancelled: the last save is made at the end.
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Saves what has not changed too: for a run after a crash it is no older than this.
    private func keepFresh() async {
        // Cancelled: the last save is made at the end.
        while (try? await Task.sleep(for: Self.freshness)) != nil {
            await store.expire()
            nextChange.yield()
        }
    }

    private func keepFeedback() async {
        for await _ in newReadings {
            await saveFeedback()
            // Cancelled: the last save is made at the end.
            try? await Task.sleep(for: Self.feedbackPause)
        }
    }

    private func saveFeedback() async {
        do {
            try await feedbackStore.saveElsewhere(monitor.feedbackSnapshot)
        } catch {
            logger.error("\(error)")
        }
    }

    /// Stores the servers that have changed, or everything when the journal is long.
    private func saveChanges() async {
        if await store.needsSnapshot { return await save() }
        do {
            try await store.append(monitor.takeUnsaved())
        } catch {
            logger.error("\(error)")
        }
    }

    private func save() async {
        // Later changes belong to the journal of the new file.
        _ = await monitor.takeUnsaved()
        do {
            try await store.save(monitor.snapshot)
        } catch {
            logger.error("\(error)")
        }
    }
}
