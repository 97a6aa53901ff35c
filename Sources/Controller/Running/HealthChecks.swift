import Files
import Health
import Logging
import Model

/// The checks of `ballast run`: they follow the document in force, and the loop follows them.
struct HealthChecks: Sendable {
    let monitor: HealthMonitor
    /// The verdicts of an earlier run.
    let remembered: Verdicts
    /// The readings of an earlier run.
    let rememberedFeedback: FeedbackReadings
    private let document: String
    private let documents: AsyncStream<Spec>
    private let nextDocument: AsyncStream<Spec>.Continuation
    private let roles: AsyncStream<Bool>
    private let nextRole: AsyncStream<Bool>.Continuation
    private let news: AsyncStream<HealthNews>
    /// Requests for a save.
    private let saves: AsyncStream<Void>
    private let nextSave: AsyncStream<Void>.Continuation
    private let store: HealthStore
    private let logger: Logger

    /// Time between two saves: many servers that fail together are saved together.
    private static let pause = Duration.milliseconds(200)
    /// Time after which a failed save is tried again.
    private static let retryPause = Duration.seconds(3)
    /// Time after which the time is saved, whether a state has changed or not.
    private static let freshness = Duration.seconds(60)
    /// Number of these times after which all state is saved: counts of passes are in no journal.
    private static let fullSave = 10
    /// Time after which changed readings are saved: they change all the time.
    private static let feedbackPause = Duration.seconds(5)
    /// Time between two deliveries of readings: agents of many servers answer all the time, and
    /// each delivery may edit the table.
    private static let readingPause = Duration.milliseconds(200)

    /// Time between two tests of whether the checks progress, and the time limit of a test.
    private static let watch = Duration.seconds(10)

    /// Creates checks that begin with the state of the earlier run.
    ///
    /// - Parameter document: the path of the document, for the files that it names.
    ///
    /// **Errors:** this process has no free descriptors.
    init(document: String, store: HealthStore, logger: Logger) throws {
        self.document = document
        let snapshot = store.load { logger.error("\($0)") }
        remembered = snapshot.knownVerdicts
        rememberedFeedback = snapshot.knownReadings
        // Only the newest of each counts.
        (documents, nextDocument) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (roles, nextRole) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (saves, nextSave) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (news, nextNews) = AsyncStream.makeStream(
            of: HealthNews.self, bufferingPolicy: .bufferingNewest(1))
        self.news = news
        monitor = HealthMonitor(
            runner: try ProbeRunner(), board: HealthBoard(restoring: snapshot),
            publish: { nextNews.yield($0) })
        self.store = store
        self.logger = logger
    }

    /// Follows another document.
    @Sendable
    func follow(_ spec: Spec) {
        var spec = spec
        spec.services += spec.checkedProxies
        nextDocument.yield(spec)
    }

    /// Follows the role of this node.
    @Sendable
    func follow(carriesAddresses: Bool) { nextRole.yield(carriesAddresses) }

    /// Checks until it is cancelled.
    ///
    /// - Parameters:
    ///   - verdicts: receives all verdicts whenever one has changed.
    ///   - feedback: receives all readings whenever a weight may change.
    ///   - standStill: receives whether the checks stand still.
    func run(
        verdicts: @escaping @Sendable (Verdicts) async -> Void,
        feedback: @escaping @Sendable (FeedbackReadings) async -> Void,
        standStill: @escaping @Sendable (Bool) async -> Void
    ) async {
        await ProbeRunner.use(filesOf: document)
        await withDiscardingTaskGroup { group in
            group.addTask { await monitor.run() }
            group.addTask { await deliver(verdicts, feedback) }
            group.addTask {
                // Cancelled: the checks end.
                while (try? await Task.sleep(for: Self.watch)) != nil {
                    await standStill(!(await monitor.isAlive(within: Self.watch)))
                }
            }
            group.addTask {
                for await role in roles { await monitor.follow(carriesAddresses: role) }
            }
            group.addTask { await keep() }
            group.addTask { await keepFresh() }
            for await spec in documents { await monitor.follow(spec) }
            group.cancelAll()
        }
        await save()
    }

    /// Delivers verdicts at once, and readings with a pause between them.
    private func deliver(
        _ verdicts: @Sendable (Verdicts) async -> Void,
        _ feedback: @Sendable (FeedbackReadings) async -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            var delivered = HealthNews.Changes()
            var nextDelivery = ContinuousClock.now
            var nextSaveOfReadings = ContinuousClock.now
            for await news in self.news {
                if news.changes.verdicts != delivered.verdicts {
                    delivered.verdicts = news.changes.verdicts
                    if news.hasUnsaved { nextSave.yield() }
                    await verdicts(news.verdicts)
                }
                let now = ContinuousClock.now
                guard news.changes.readings != delivered.readings, now >= nextDelivery else {
                    continue
                }
                delivered.readings = news.changes.readings
                await feedback(news.readings)
                nextDelivery = ContinuousClock.now + Self.readingPause
                group.addTask {
                    // Cancelled: the checks end. Readings that arrive in the pause follow it.
                    guard (try? await Task.sleep(for: Self.readingPause)) != nil else { return }
                    await monitor.publishAgain()
                }
                if news.hasUnsaved, now >= nextSaveOfReadings {
                    nextSaveOfReadings = now + Self.feedbackPause
                    group.addTask {
                        // Cancelled: the last save is made at the end.
                        try? await Task.sleep(for: Self.feedbackPause)
                        nextSave.yield()
                    }
                }
            }
            group.cancelAll()
        }
    }

    private func keep() async {
        for await _ in saves {
            await saveChanges()
            let hasFailed = store.failure != nil
            // Cancelled: the last save is made at the end.
            try? await Task.sleep(for: hasFailed ? Self.retryPause : Self.pause)
            if hasFailed { nextSave.yield() }
        }
    }

    /// Saves the time of unchanged state too: for a run after a crash it is no older than this.
    private func keepFresh() async {
        var round = 0
        // Cancelled: the last save is made at the end.
        while (try? await Task.sleep(for: Self.freshness)) != nil {
            round += 1
            if round.isMultiple(of: Self.fullSave) {
                await store.expire()
            } else {
                await store.requireTime()
            }
            nextSave.yield()
        }
    }

    /// Stores the servers that have changed, or everything when the journal is long.
    private func saveChanges() async {
        if await store.needsSnapshot { return await save() }
        await note { try await store.append(monitor.removeUnsaved()) }
    }

    private func save() async {
        // Without a document the state is that of the earlier run, and grows older.
        guard let snapshot = await monitor.snapshotForSave() else { return }
        await note { try await store.save(snapshot) }
    }

    /// Saves, and logs a failure that differs from the last one, or the end of failures.
    private func note(_ save: () async throws -> Void) async {
        let before = store.failure
        do {
            try await save()
            if before != nil { logger.info("the verdicts are saved again") }
        } catch {
            if store.failure != before { logger.error("\(error)") }
        }
    }

    /// The failure to save the verdicts; nil: they are saved.
    var failure: HostFailure? { store.failure }
}
