/// A probe that is repeated.
final class ScheduledProbe {
    let probe: Probe
    /// Its place in the runner.
    let number: Int
    /// The period.
    private(set) var interval: Duration
    /// When it starts next.
    private(set) var next: MonotonicTime
    /// A moment of the period, not before the last start: what starts are counted from, so that
    /// a late start delays no other.
    private var anchor: MonotonicTime
    private var lastStart: MonotonicTime?
    /// Its place within a period, 0..<1.
    private let fraction: Double
    /// True from when it is due until it is concluded.
    var isBusy = false
    /// True while it waits for room in its lane.
    var isInLine = false
    /// Whether the last attempt used at least half of its time without a passed check; constant
    /// while the probe waits or runs.
    private(set) var isSlow = false
    /// Whether its last failure did not count, because the loop had lost much time.
    var wasExcused = false

    init(
        _ probe: Probe, number: Int, interval: Duration, fraction: Double, warmUp: Duration,
        now: MonotonicTime
    ) {
        self.probe = probe
        self.number = number
        self.interval = interval
        self.fraction = fraction
        next = now + min(interval, warmUp) * fraction
        anchor = now + interval * fraction
        // The first start comes early; the second keeps at least half a period from it.
        if anchor - next < interval / 2 { anchor = anchor + interval }
    }

    /// Notes the end of an attempt.
    func note(_ result: ProbeResult) {
        isSlow = result.outcome != .passed && result.duration * 2 >= probe.timeout
    }

    /// Notes a start, and counts to the next; those that were missed are left out.
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

    /// Another period, from the last start on.
    ///
    /// What would have been due already has its own place within the new period: when many periods
    /// are shortened at once, not all of them start now.
    func change(interval new: Duration, now: MonotonicTime) {
        guard new != interval else { return }
        interval = new
        let wanted = lastStart.map { $0 + new } ?? min(next, now + new)
        next = wanted > now ? wanted : now + new * fraction
        anchor = next
    }
}
