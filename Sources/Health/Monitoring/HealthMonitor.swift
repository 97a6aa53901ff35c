import Addresses
import Model

/// Probes the servers of the current document and publishes their verdicts.
///
/// The runner makes the probes and the board judges their results. The monitor maps probes to
/// inquiries.
public actor HealthMonitor {
    private let runner: ProbeRunner
    private var board: VerdictBoard
    private var feedbackBoard: FeedbackBoard
    private var inquiries: [Probe: [Inquiry]] = [:]
    /// Time of the last answer, for inquiries that share a probe with more frequent ones.
    private var answered: [Inquiry: ContinuousClock.Instant] = [:]
    /// Progress of inquiries of the kind "N connects, then one negotiate".
    private var rounds: [Inquiry: Round] = [:]
    private let wallClock: @Sendable () -> Int64
    private let publish: @Sendable (Verdicts) async -> Void
    private let publishFeedback: @Sendable (FeedbackReadings) async -> Void
    private let keep: @Sendable () async -> Void

    /// Creates a monitor without a document.
    ///
    /// - Parameters:
    ///   - runner: makes the probes.
    ///   - board: judges the results; it may contain the state of an earlier run.
    ///   - feedbackBoard: stores the answers of agents; it may contain the state of an earlier run.
    ///   - wallClock: milliseconds since 1970.
    ///   - publish: receives all verdicts whenever one has changed.
    ///   - publishFeedback: receives all readings whenever a weight may change.
    ///   - keep: called when ``snapshot`` has changed and should be stored.
    public init(
        runner: ProbeRunner, board: VerdictBoard, feedbackBoard: FeedbackBoard = FeedbackBoard(),
        wallClock: @escaping @Sendable () -> Int64,
        publish: @escaping @Sendable (Verdicts) async -> Void,
        publishFeedback: @escaping @Sendable (FeedbackReadings) async -> Void = { _ in },
        keep: @escaping @Sendable () async -> Void
    ) {
        self.runner = runner
        self.board = board
        self.feedbackBoard = feedbackBoard
        self.wallClock = wallClock
        self.publish = publish
        self.publishFeedback = publishFeedback
        self.keep = keep
    }

    /// Follows another document: the schedule of unchanged probes continues.
    public func follow(_ spec: Spec) async {
        board.follow(spec, at: wallClock())
        feedbackBoard.follow(spec)
        inquiries = Dictionary(grouping: board.inquiries) { $0.probe() }
        rounds = rounds.filter { board.seats[$0.key] != nil }
        answered = answered.filter { board.seats[$0.key] != nil }
        runner.replace(
            inquiries.mapValues(interval).merging(feedbackBoard.periods) { first, _ in first },
            virtual: Set(spec.virtualAddresses.map(\.address.address)))
        await publish(board.published)
        await publishFeedback(feedbackBoard.readings)
    }

    /// Probes until it is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.runner.run() }
            for await reports in runner.reports {
                var hasChanged = false
                var hasWeights = false
                for report in reports {
                    if case .feedback = report.probe.kind {
                        let isNews = feedbackBoard.take(
                            report.result, of: report.probe, at: wallClock())
                        hasWeights = isNews || hasWeights
                        continue
                    }
                    for inquiry in inquiries[report.probe] ?? [] {
                        guard isDue(inquiry, of: report.probe) else { continue }
                        switch turn(of: inquiry, after: report.result) {
                        case .result:
                            hasChanged = take(report.result, of: inquiry) || hasChanged
                        case .negotiation:
                            // A negotiation may take long, and delays no other inquiry.
                            group.addTask { await self.negotiate(inquiry) }
                        case .nothing: break
                        }
                    }
                }
                // Once per batch: the failure of a rack is one message, not one for each server.
                if hasChanged { await tell() }
                if hasWeights { await publishFeedback(feedbackBoard.readings) }
            }
            group.cancelAll()
        }
    }

    /// The checks of a server; nil: it is not checked.
    public func record(of endpoint: Endpoint, in service: ServiceKey) -> CheckRecord? {
        board.record(of: VerdictBoard.Seat(service: service, endpoint: endpoint))
    }

    /// Whether the loop of the checks answers within this time.
    public nonisolated func isAlive(within limit: Duration) async -> Bool {
        await runner.answers(within: limit)
    }

    /// All verdicts, including unpublished results.
    public var verdicts: Verdicts { board.verdicts }

    /// The verdicts of some services, with results since the last publication.
    public func verdicts(of keys: Set<ServiceKey>) -> Verdicts { board.verdicts(of: keys) }

    /// Makes the negotiation of an inquiry, whose result replaces that of the connection.
    private func negotiate(_ inquiry: Inquiry) async {
        // A cancelled probe means that the monitor has ended.
        let result = try? await runner.perform(inquiry.probe(.negotiation))
        rounds[inquiry]?.ended(with: result)
        guard let result else { return }
        if take(result, of: inquiry) { await tell() }
    }

    /// All readings, including unpublished answers.
    public var readings: FeedbackReadings { feedbackBoard.readings }

    /// The feedback settings of a server; nil: its load is not read.
    public func feedback(of endpoint: Endpoint, in service: ServiceKey) -> ServerFeedback? {
        feedbackBoard.settings(of: VerdictBoard.Seat(service: service, endpoint: endpoint))
    }

    /// The feedback state for a later run.
    public var feedbackSnapshot: FeedbackBoard.Snapshot { feedbackBoard.snapshot }

    /// The verdicts for a later run.
    public var snapshot: VerdictBoard.Snapshot { board.snapshot }

    /// The state that has changed since the last call, for a journal beside ``snapshot``.
    public func takeUnsaved() -> VerdictBoard.Snapshot { board.takeUnsaved() }

    private func tell() async {
        await publish(board.published)
        await keep()
    }

    /// Whether a result counts for this inquiry.
    ///
    /// A shared probe has the shortest interval of its inquiries, which must not speed up the
    /// counting of failures for the others.
    private func isDue(_ inquiry: Inquiry, of probe: Probe) -> Bool {
        guard let sharing = inquiries[probe], sharing.count > 1 else { return true }
        let now = ContinuousClock.now
        let period = interval([inquiry])
        // A start may be slightly early; intervals of two inquiries differ by more than 5 %.
        if period > interval(sharing), let last = answered[inquiry], now - last < period * 0.95 {
            return false
        }
        answered[inquiry] = now
        return true
    }

    private enum Turn { case result, negotiation, nothing }

    /// The next action after a result.
    private func turn(of inquiry: Inquiry, after result: ProbeResult) -> Turn {
        guard case .connects(let count, _) = inquiry.question, result.isPassed else {
            return .result
        }
        var round = rounds[inquiry, default: Round()]
        defer { rounds[inquiry] = round }
        if round.isNegotiating { return .nothing }
        return round.connected(limit: count, isDown: board.isDown(inquiry)) ? .negotiation : .result
    }

    /// Applies a result; true when a verdict has changed.
    private func take(_ result: ProbeResult, of inquiry: Inquiry) -> Bool {
        let wasDown = board.isDown(inquiry)
        let wasOverdue = board.isOverdue(inquiry)
        let changes = board.take(result.checkResult(at: wallClock()), of: inquiry)
        guard !changes.isEmpty else { return board.isOverdue(inquiry) != wasOverdue }
        let probe = inquiry.probe()
        if board.isDown(inquiry) != wasDown, let wanted = inquiries[probe].map(interval) {
            runner.change(probe, interval: wanted)
        }
        return true
    }

    private func interval(_ sharing: [Inquiry]) -> Duration {
        sharing.map { board.isDown($0) ? $0.downInterval : $0.interval }.min() ?? .seconds(10)
    }
}
