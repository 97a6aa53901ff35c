import Addresses
import Model

/// Has the servers of the document in force probed, and says what became of them.
///
/// It holds the runner, which asks, and the board, which judges; of its own it knows only which
/// probe answers which inquiry.
public actor HealthMonitor {
    private let runner: ProbeRunner
    private var board: VerdictBoard
    private var feedbackBoard: FeedbackBoard
    private var inquiries: [Probe: [Inquiry]] = [:]
    /// Inquiries that share a probe with others which ask more often: when each was answered last.
    private var answered: [Inquiry: ContinuousClock.Instant] = [:]
    /// How far inquiries of the kind "N connects, then one negotiate" are.
    private var rounds: [Inquiry: Round] = [:]
    private let wallClock: @Sendable () -> Int64
    private let publish: @Sendable (Verdicts) async -> Void
    private let publishFeedback: @Sendable (FeedbackReadings) async -> Void
    private let keep: @Sendable () async -> Void

    /// A monitor that follows no document yet.
    ///
    /// - Parameters:
    ///   - runner: asks the questions.
    ///   - board: judges the answers; it may remember an earlier run.
    ///   - feedbackBoard: takes what agents say; it may remember an earlier run.
    ///   - wallClock: milliseconds since 1970.
    ///   - publish: takes all verdicts whenever one has changed.
    ///   - publishFeedback: takes all readings whenever a weight may have to change.
    ///   - keep: told that there is something new in ``snapshot`` for another run to remember.
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

    /// Follows another document: what stays the same is probed on as if nothing had happened.
    public func follow(_ spec: Spec) async {
        board.follow(spec, at: wallClock())
        feedbackBoard.follow(spec)
        inquiries = Dictionary(grouping: board.inquiries) { $0.probe() }
        rounds = rounds.filter { board.seats[$0.key] != nil }
        answered = answered.filter { board.seats[$0.key] != nil }
        runner.replace(
            inquiries.mapValues(interval).merging(feedbackBoard.periods) { first, _ in first },
            virtual: Set(spec.virtualAddresses.map(\.address.address)))
        await publish(board.verdicts)
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
                            // It may take long, and nobody else waits for it.
                            group.addTask { await self.negotiate(inquiry) }
                        case .nothing: break
                        }
                    }
                }
                // Once for all of them: a rack that fails is one message, not one for each server.
                if hasChanged { await tell() }
                if hasWeights { await publishFeedback(feedbackBoard.readings) }
            }
            group.cancelAll()
        }
    }

    /// What is known of one server; nil: it is not checked.
    public func account(of endpoint: Endpoint, in service: ServiceKey) -> CheckAccount? {
        board.account(of: VerdictBoard.Seat(service: service, endpoint: endpoint))
    }

    /// Whether the loop of the checks answers within this time.
    public nonisolated func isAlive(within limit: Duration) async -> Bool {
        await runner.answers(within: limit)
    }

    /// All verdicts, with what has come in since they were published.
    public var verdicts: Verdicts { board.verdicts }

    /// The connection was only the knock: this time the conversation is what counts.
    private func negotiate(_ inquiry: Inquiry) async {
        // Cancelled: the run is over.
        let result = try? await runner.perform(inquiry.probe(.negotiation))
        rounds[inquiry]?.ended(with: result)
        guard let result else { return }
        if take(result, of: inquiry) { await tell() }
    }

    /// All readings, with what has come in since they were published.
    public var readings: FeedbackReadings { feedbackBoard.readings }

    /// How one server is asked how busy it is; nil: it is not.
    public func feedback(of endpoint: Endpoint, in service: ServiceKey) -> ServerFeedback? {
        feedbackBoard.settings(of: VerdictBoard.Seat(service: service, endpoint: endpoint))
    }

    /// What another run is to remember of what agents said.
    public var feedbackSnapshot: FeedbackBoard.Snapshot { feedbackBoard.snapshot }

    /// What another run is to remember.
    public var snapshot: VerdictBoard.Snapshot { board.snapshot }

    private func tell() async {
        await publish(board.verdicts)
        await keep()
    }

    /// Whether an answer counts for this inquiry: equal probes are made as often as the most eager
    /// asks, and nobody else's failures are to be counted faster for that.
    private func isDue(_ inquiry: Inquiry, of probe: Probe) -> Bool {
        guard let sharing = inquiries[probe], sharing.count > 1 else { return true }
        let now = ContinuousClock.now
        let period = interval([inquiry])
        // A start may be a little early; one in twenty is less than any two of its turns differ by.
        if period > interval(sharing), let last = answered[inquiry], now - last < period * 0.95 {
            return false
        }
        answered[inquiry] = now
        return true
    }

    private enum Turn { case result, negotiation, nothing }

    /// What follows from the answer to a probe.
    private func turn(of inquiry: Inquiry, after result: ProbeResult) -> Turn {
        guard case .connects(let count, _) = inquiry.question, result.isPassed else {
            return .result
        }
        var round = rounds[inquiry, default: Round()]
        defer { rounds[inquiry] = round }
        if round.isNegotiating { return .nothing }
        return round.connected(limit: count, isDown: board.isDown(inquiry)) ? .negotiation : .result
    }

    /// Judges a result; true when a verdict has changed.
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
