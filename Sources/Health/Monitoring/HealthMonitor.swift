import Addresses
import Model

/// Has the servers of the document in force probed, and says what became of them.
///
/// It holds the runner, which asks, and the board, which judges; of its own it knows only which
/// probe answers which inquiry.
public actor HealthMonitor {
    private let runner: ProbeRunner
    private var board: VerdictBoard
    private var inquiries: [Probe: [Inquiry]] = [:]
    /// How many connections an inquiry of the kind "N connects, then one negotiate" has had.
    private var connects: [Inquiry: Int] = [:]
    /// Inquiries whose conversation is under way.
    private var negotiating: Set<Inquiry> = []
    private let wallClock: @Sendable () -> Int64
    private let publish: @Sendable (Verdicts) async -> Void
    private let keep: @Sendable () async -> Void

    /// A monitor that follows no document yet.
    ///
    /// - Parameters:
    ///   - runner: asks the questions.
    ///   - board: judges the answers; it may remember an earlier run.
    ///   - wallClock: milliseconds since 1970.
    ///   - publish: takes all verdicts whenever one has changed.
    ///   - keep: told that there is something new in ``snapshot`` for another run to remember.
    public init(
        runner: ProbeRunner, board: VerdictBoard, wallClock: @escaping @Sendable () -> Int64,
        publish: @escaping @Sendable (Verdicts) async -> Void,
        keep: @escaping @Sendable () async -> Void
    ) {
        self.runner = runner
        self.board = board
        self.wallClock = wallClock
        self.publish = publish
        self.keep = keep
    }

    /// Follows another document: what stays the same is probed on as if nothing had happened.
    public func follow(_ spec: Spec) async {
        board.follow(spec, at: wallClock())
        inquiries = Dictionary(grouping: board.inquiries) { $0.probe() }
        connects = connects.filter { board.seats[$0.key] != nil }
        await runner.replace(inquiries.mapValues(interval))
        await publish(board.verdicts)
    }

    /// Probes until it is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.runner.run() }
            for await reports in runner.reports {
                var hasChanged = false
                for report in reports {
                    for inquiry in inquiries[report.probe] ?? [] {
                        if isTurnOfNegotiation(inquiry, after: report.result) {
                            // It may take long, and nobody else waits for it.
                            group.addTask { await self.negotiate(inquiry) }
                        } else {
                            hasChanged = await take(report.result, of: inquiry) || hasChanged
                        }
                    }
                }
                // Once for all of them: a rack that fails is one message, not one for each server.
                if hasChanged { await tell() }
            }
            group.cancelAll()
        }
    }

    /// What is known of one server; nil: it is not checked.
    public func machine(of endpoint: Endpoint, in service: ServiceKey) -> VerdictMachine? {
        board.machines[VerdictBoard.Seat(service: service, endpoint: endpoint)]
    }

    /// The connection was only the knock: this time the conversation is what counts.
    private func negotiate(_ inquiry: Inquiry) async {
        defer { negotiating.remove(inquiry) }
        // Cancelled: the run is over.
        guard let result = try? await runner.perform(inquiry.probe(.negotiation)) else { return }
        if await take(result, of: inquiry) { await tell() }
    }

    /// What another run is to remember.
    public var snapshot: VerdictBoard.Snapshot { board.snapshot }

    private func tell() async {
        await publish(board.verdicts)
        await keep()
    }

    /// Whether a conversation is due: after so many connections, and after a failed one.
    private func isTurnOfNegotiation(_ inquiry: Inquiry, after result: ProbeResult) -> Bool {
        guard case .connects(let count, _) = inquiry.question, result.isPassed,
            !negotiating.contains(inquiry)
        else { return false }
        let past = connects[inquiry, default: 0]
        let isDue = past >= count || board.isDown(inquiry)
        connects[inquiry] = isDue ? 0 : past + 1
        if isDue { negotiating.insert(inquiry) }
        return isDue
    }

    /// Judges a result; true when a verdict has changed.
    private func take(_ result: ProbeResult, of inquiry: Inquiry) async -> Bool {
        guard let finding = result.checkResult(at: wallClock()) else { return false }
        let wasDown = board.isDown(inquiry)
        let changes = board.take(finding, of: inquiry)
        guard !changes.isEmpty else { return false }
        if board.isDown(inquiry) != wasDown, let sharing = inquiries[inquiry.probe()] {
            await runner.change(inquiry.probe(), interval: interval(sharing))
        }
        return true
    }

    private func interval(_ sharing: [Inquiry]) -> Duration {
        sharing.map { board.isDown($0) ? $0.downInterval : $0.interval }.min() ?? .seconds(10)
    }
}
