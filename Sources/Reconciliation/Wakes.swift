/// The wakes of a loop that have not led to a pass yet, and the look that is due.
struct Wakes {
    /// Why to look now; empty: nothing has woken the loop.
    private(set) var pending: Wake = []
    private var next: (time: ContinuousClock.Instant, reason: Wake)?
    private let signal: AsyncStream<Void>.Continuation
    /// An element for each wake; those that meet a busy loop become one.
    let signals: AsyncStream<Void>

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds a reason and wakes the loop.
    mutating func add(_ reason: Wake) {
        pending.formUnion(reason)
        signal.yield()
    }

    /// Sets the look that is due at a time.
    mutating func schedule(_ reason: Wake, at time: ContinuousClock.Instant) {
        next = (time, reason)
    }

    /// Returns the reasons to look now; a look that is due is not put off by other wakes, however
    /// many there are.
    mutating func take() -> Wake {
        var reasons = pending
        pending = []
        if let next, ContinuousClock.now >= next.time { reasons.formUnion(next.reason) }
        return reasons
    }

    /// Removes the pending reasons.
    mutating func takePending() -> Wake {
        defer { pending = [] }
        return pending
    }

    /// Puts reasons back, without a wake.
    mutating func putBack(_ reasons: Wake) { pending.formUnion(reasons) }
}
