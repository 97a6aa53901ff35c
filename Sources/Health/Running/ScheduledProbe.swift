import Model

/// A repeated probe.
final class ScheduledProbe {
    let probe: Probe
    /// Number of the probe in the runner.
    let number: Int
    /// The period.
    private(set) var interval: Duration
    /// The next start.
    private(set) var next: MonotonicTime
    /// A moment of the schedule, not before the last start.
    ///
    /// Starts are counted from it, so that a late start delays no other.
    private var anchor: MonotonicTime
    private var lastStart: MonotonicTime?
    /// Phase within a period, 0..<1.
    private let fraction: Double
    /// Whether the probe is due, queued or running.
    var isBusy = false
    /// Whether the probe is queued for its lane.
    var isInLine = false
    /// Whether the last attempt used at least half of its timeout without passing; constant while
    /// the probe is queued or running.
    private(set) var isSlow = false
    /// Whether its last failure was ignored, because the loop had lost much time.
    var wasExcused = false

    init(
        _ probe: Probe, number: Int, interval: Duration, fraction: Double, first: MonotonicTime,
        now: MonotonicTime
    ) {
        self.probe = probe
        self.number = number
        self.interval = interval
        self.fraction = fraction
        next = first
        anchor = now + interval * fraction
        // The first start is early; the second follows after at least half a period.
        while anchor - next < interval / 2 { anchor = anchor + interval }
    }

    /// Records the end of an attempt.
    func note(_ result: CheckResult) {
        isSlow = result.outcome != .passed && result.duration * 2 >= probe.connectTimeout
    }

    /// Records a start and computes the next; missed ones are skipped.
    func advance(at now: MonotonicTime) {
        lastStart = now
        let period = max(interval.nanoseconds, 1)
        let late = now.nanoseconds - anchor.nanoseconds
        if late >= 0 {
            anchor = MonotonicTime(
                nanoseconds: anchor.nanoseconds + (late / period + 1) * period)
        }
        next = anchor
    }

    /// Changes the period, counted from the last start.
    ///
    /// A start that would already be due moves to the probe's phase within the new period. So when
    /// many periods are shortened together, their starts are spread.
    func change(interval new: Duration, now: MonotonicTime) {
        guard new != interval else { return }
        interval = new
        let wanted = lastStart.map { $0 + new } ?? min(next, now + new)
        next = wanted > now ? wanted : now + new * fraction
        anchor = next
    }
}
