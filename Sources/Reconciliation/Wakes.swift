/// The pending wakes of a loop, and its next scheduled look.
struct Wakes {
    /// The reasons of pending wakes; empty: none.
    private(set) var pending: Wake = []
    private var next: (time: ContinuousClock.Instant, reason: Wake)?
    private let signal: AsyncStream<Void>.Continuation
    /// A signal for each wake; wakes during a pass are combined.
    let signals: AsyncStream<Void>

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds a reason and wakes the loop.
    mutating func add(_ reason: Wake) {
        pending.formUnion(reason)
        signal.yield()
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
