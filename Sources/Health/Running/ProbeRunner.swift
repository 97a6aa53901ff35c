import Dispatch
import Files

/// Runs scheduled probes repeatedly, and single probes on request.
///
/// All of them share one thread that waits in `epoll_wait`. TLS, commands, regular expressions and
/// expensive logins run on other threads and return as messages. The loop empties its mailbox in
/// each iteration, and a signal to `poll` ends its wait. The loop never leaves its thread, so no
/// other work of the process can delay it.
public actor ProbeRunner {
    /// Maximum number of event batches before deadlines are judged.
    private static let roundsAtOnce = 64

    /// Results of scheduled probes, in batches of at least one; old batches are dropped when they
    /// are not read.
    ///
    /// **Shape:** for one reader; ends when `run` does.
    public nonisolated let reports: AsyncStream<[ProbeReport]>

    nonisolated let poll: Poll
    private nonisolated let mailbox = Mailbox()
    private nonisolated let executor = QueueExecutor(
        label: "ballast.health", qos: .userInitiated)
    /// The thread of the loop.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    let limits: RunnerLimits
    var schedule = ProbeSchedule()
    var attempts = Attempts()
    var lanes: [Lane.Kind: Lane]
    var batch: ReportBatch
    /// The time that this loop has lost.
    var pace = LoopPace()
    var timers = TimerHeap()
    var buffer = ReadBuffer()
    var matchers: Matchers
    /// Milliseconds since 1970.
    nonisolated let wallClock: @Sendable () -> Int64
    private var state = State.new

    private enum State { case new, running, ended }

    /// Starts are aligned to this grid, in nanoseconds, to wake up less often.
    static let grid: Int64 = 4_000_000

    /// Creates an idle runner.
    ///
    /// - Parameter wallClock: milliseconds since 1970.
    ///
    /// **Errors:** this process has no free descriptors.
    public init(
        limits: RunnerLimits = RunnerLimits(),
        wallClock: @escaping @Sendable () -> Int64 = Files.wallClock
    ) throws {
        poll = try Poll()
        self.limits = limits
        self.wallClock = wallClock
        matchers = Matchers(limit: limits.matches)
        lanes = [
            .socket: Lane(limit: limits.sockets), .handshake: Lane(limit: limits.handshakes),
            .command: Lane(limit: limits.commands),
        ]
        let (reports, output) = AsyncStream.makeStream(
            of: [ProbeReport].self, bufferingPolicy: .bufferingNewest(limits.batches))
        self.reports = reports
        batch = ReportBatch(to: output)
    }

    /// Uses the directory of this document for the files of probes, and trusts its owner.
    public static func use(filesOf document: String) async {
        await TLSContexts.shared.use(filesOf: document)
    }

    /// Whether `run` has ended.
    var hasEnded: Bool { state == .ended }

    /// Probes until it is cancelled.
    ///
    /// Then it closes everything in flight, kills commands, and callers get a `CancellationError`.
    ///
    /// Call it once.
    public nonisolated func run() async {
        await withTaskCancellationHandler {
            await loop()
        } onCancel: {
            poll.signal()
        }
    }

    /// Performs work in the loop between two iterations; false when the loop has ended.
    ///
    /// Messages sent before `run` are handled when it starts.
    @discardableResult
    nonisolated func send(_ message: @escaping Mailbox.Message) -> Bool {
        guard mailbox.post(message) else { return false }
        poll.signal()
        return true
    }

    private func loop() async {
        precondition(state == .new, "a runner runs once")
        state = .running
        var events: [Poll.Event] = []
        while !Task.isCancelled { turn(&events) }
        state = .ended
        for message in mailbox.close() { message(self) }
        await stopAll()
        batch.finish()
    }

    private func turn(_ events: inout [Poll.Event]) {
        for message in mailbox.drain() { message(self) }
        startWaiting()
        let begin = MonotonicTime.now
        pace.reach(begin)
        let patience = patienceLeft(at: begin)
        pace.expect(by: patience < 0 ? nil : begin + .milliseconds(Int(patience)))
        poll.wait(patience, into: &events)
        // Once for all that is due now: where the kernel has no fast clock, each reading costs as
        // much as a send. A later start or deadline waits for the next turn.
        let now = MonotonicTime.now
        pace.reach(now)
        receiveUnread()
        for event in events { handle(event) }
        // A deadline is only judged after every waiting reply was read.
        var rounds = 0
        while events.count == Poll.batch, rounds < Self.roundsAtOnce {
            poll.wait(0, into: &events)
            for event in events { handle(event) }
            rounds += 1
        }
        startDue(at: now)
        batch.flush(at: now)
    }

    /// Milliseconds until the next deadline; -1 for none.
    private func patienceLeft(at now: MonotonicTime) -> Int32 {
        var due = timers.next.map { time in
            MonotonicTime(
                nanoseconds: (time.nanoseconds + Self.grid - 1) / Self.grid * Self.grid)
        }
        if let end = batch.due { due = min(due ?? end, end) }
        if buffer.hasUnread { return 0 }
        if !attempts.isEmpty {
            let longest = now + LoopPace.longestWait
            due = min(due ?? longest, longest)
        }
        guard let due else { return -1 }
        let left = (due - now).nanoseconds
        return Int32(min(max((left + 999_999) / 1_000_000, 0), 60_000))
    }

    private func stopAll() async {
        remove(Array(schedule.probes))
        let open = Array(attempts.values)
        for attempt in open { abandon(attempt) }
        for kind in Lane.Kind.allCases {
            for case .caller(_, _, let caller) in lanes[kind]?.remove(where: { _ in true }) ?? [] {
                caller.finish(throwing: CancellationError())
            }
        }
        for attempt in open { await attempt.task?.value }
    }
}
