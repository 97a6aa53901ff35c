import Glibc

/// A moment of the monotonic clock, which is never set.
///
/// Unit: nanoseconds since an arbitrary moment of this boot. Source: `clock_gettime(2)`,
/// CLOCK_MONOTONIC.
struct MonotonicTime: Comparable, Hashable {
    let nanoseconds: Int64

    static var now: MonotonicTime {
        var value = timespec()
        clock_gettime(CLOCK_MONOTONIC, &value)
        return MonotonicTime(
            nanoseconds: Int64(value.tv_sec) * 1_000_000_000 + Int64(value.tv_nsec))
    }

    static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    static func + (time: Self, duration: Duration) -> Self {
        Self(nanoseconds: time.nanoseconds + duration.nanoseconds)
    }

    static func - (left: Self, right: Self) -> Duration {
        .nanoseconds(left.nanoseconds - right.nanoseconds)
    }
}

extension Duration {
    /// The moment in whole nanoseconds, clamped to about 146 years in either direction.
    var nanoseconds: Int64 {
        let limit: Int64 = 4_600_000_000
        let (seconds, attoseconds) = components
        guard abs(seconds) < limit else { return (seconds < 0 ? -limit : limit) * 1_000_000_000 }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
