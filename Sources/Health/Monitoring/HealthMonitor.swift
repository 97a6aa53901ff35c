import Addresses
import Model

/// Probes the servers of the current document and publishes their verdicts and readings.
///
/// The runner makes the probes and the board judges their results.
public actor HealthMonitor {
    private let runner: ProbeRunner
    private var board: HealthBoard
    private let publish: @Sendable (HealthNews) async -> Void
    /// The document; nil: none yet.
    private var spec: Spec?
    private var carriesAddresses = true

    /// Creates a monitor without a document.
    ///
    /// - Parameters:
    ///   - runner: makes the probes, and has the clock.
    ///   - board: judges the results; it may contain the state of an earlier run.
    ///   - publish: receives the news of each document, and of each batch of reports with any.
    public init(
        runner: ProbeRunner, board: HealthBoard = HealthBoard(),
        publish: @escaping @Sendable (HealthNews) async -> Void
    ) {
        self.runner = runner
        self.board = board
        self.publish = publish
    }

    /// Follows another document: the schedule of unchanged probes continues.
    public func follow(_ spec: Spec) async {
        self.spec = spec
        var spec = spec
        spec.health = spec.health.following(carriesAddresses: carriesAddresses)
        let changes = board.follow(spec, at: runner.wallClock())
        runner.update(
            changes.periods, order: changes.order, removing: changes.removed,
            virtual: Set(spec.virtualAddresses.map(\.address.address)))
        await publish(board.news)
    }

    /// Follows the role of this node: without the addresses it checks at `health.backupInterval`.
    public func follow(carriesAddresses: Bool) async {
        guard carriesAddresses != self.carriesAddresses else { return }
        self.carriesAddresses = carriesAddresses
        if let spec, spec.health.backupInterval != nil { await follow(spec) }
    }

    /// Probes until it is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.runner.run() }
            for await reports in runner.reports {
                // Once per batch: the failure of a rack is one message, not one for each server.
                let effect = board.apply(reports, at: .now)
                for check in effect.negotiations {
                    // A negotiation may take long, and delays no other check.
                    group.addTask { await self.negotiate(check) }
                }
                await finish(effect)
            }
            group.cancelAll()
        }
    }

    /// Makes the negotiation of a check.
    private func negotiate(_ check: ServerCheck) async {
        guard let probe = check.negotiation else { return }
        // A cancelled probe means that the monitor has ended.
        let result = try? await runner.perform(probe)
        await finish(board.apply(result, negotiatedBy: check))
    }

    private func finish(_ effect: HealthBoard.Effect) async {
        if !effect.periods.isEmpty { runner.update(effect.periods) }
        if effect.isNews { await publish(board.news) }
    }

    /// Publishes the latest news again, for a reader that has skipped a part.
    public func publishAgain() async { await publish(board.news) }

    /// Whether the loop of the checks answers within this time.
    public nonisolated func isAlive(within limit: Duration) async -> Bool {
        await runner.answers(within: limit)
    }

    /// All verdicts, including unpublished results.
    public var verdicts: Verdicts { board.verdicts }

    /// All readings, including unpublished answers.
    public var readings: FeedbackReadings { board.readings }

    /// The verdicts of some services, including unpublished results.
    public func verdicts(of keys: Set<ServiceKey>) -> Verdicts { board.verdicts(of: keys) }

    /// The checks of a server; nil: it is not checked.
    public func record(of endpoint: Endpoint, in service: ServiceKey) -> CheckRecord? {
        board.record(of: ServerID(service: service, endpoint: endpoint))
    }

    /// The feedback settings of a server; nil: its load is not read.
    public func feedback(of endpoint: Endpoint, in service: ServiceKey) -> ServerFeedback? {
        board.feedback(of: ServerID(service: service, endpoint: endpoint))
    }

    /// The state for a later run.
    public var snapshot: HealthSnapshot { board.snapshot }

    /// Returns the state for a later run, with all changes; later ones belong to the journal beside
    /// it.
    ///
    /// **Shape:** nil: no document was followed, so that the state is that of an earlier run.
    public func snapshotForSave() -> HealthSnapshot? {
        guard board.isFollowing else { return nil }
        _ = board.removeUnsaved()
        return board.snapshot
    }

    /// Removes and returns the state that has changed since the last call, for a journal beside
    /// ``snapshot``.
    public func removeUnsaved() -> HealthSnapshot { board.removeUnsaved() }
}
