/// The pending wakes of a loop, and its next scheduled look.
struct Wakes {
    /// The reasons of pending wakes; empty: none.
    private(set) var pending: Wake = []
    private var next: (time: ContinuousClock.Instant, reason: Wake)?
    private let signal: AsyncStream<Void>.Continuation
    /// A signal for each wake; wakes during a pass are combined.
    let signals: AsyncStream<Void>
    /// The time of the last wake by verdicts.
    private var lastVerdicts: ContinuousClock.Instant?
    /// Whether verdicts wait for others of their burst.
    private var hasWaitingVerdicts = false

    /// The time in which verdicts after a first one are combined: each pass costs a look at the
    /// host, and the first round of many checks has results all the time.
    static let burst = Duration.milliseconds(50)

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds a reason and wakes the loop.
    mutating func add(_ reason: Wake) {
        pending.formUnion(reason)
        signal.yield()
    }

    /// Adds verdicts: at once, unless others were added a moment ago.
    ///
    /// - Returns: the time after which the caller ends the burst; nil: they were added, or wait for
    ///   the end of a burst already.
    mutating func addVerdicts(at now: ContinuousClock.Instant) -> Duration? {
        guard let lastVerdicts, now - lastVerdicts < Self.burst else {
            lastVerdicts = now
            add(.verdicts)
            return nil
        }
        if hasWaitingVerdicts { return nil }
        hasWaitingVerdicts = true
        return Self.burst - (now - lastVerdicts)
    }

    /// Adds the verdicts of a burst, unless a pass has included them.
    mutating func endBurst(at now: ContinuousClock.Instant) {
        guard hasWaitingVerdicts else { return }
        hasWaitingVerdicts = false
        lastVerdicts = now
        add(.verdicts)
    }

    /// Schedules the next look.
    mutating func schedule(_ reason: Wake, at time: ContinuousClock.Instant) {
        next = (time, reason)
    }

    /// Returns the reasons for a pass, with the scheduled look once it is due: other wakes never
    /// delay it.
    mutating func take() -> Wake {
        var reasons = pending
        pending = []
        if hasWaitingVerdicts {
            hasWaitingVerdicts = false
            lastVerdicts = .now
            reasons.insert(.verdicts)
        }
        if let next, ContinuousClock.now >= next.time { reasons.formUnion(next.reason) }
        return reasons
    }

    /// Removes and returns the pending reasons.
    mutating func takePending() -> Wake {
        defer { pending = [] }
        return pending
    }

    /// Adds reasons without a wake.
    mutating func putBack(_ reasons: Wake) { pending.formUnion(reasons) }
}
