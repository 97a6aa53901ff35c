import Glibc

/// The processor time that this thread has used.
///
/// A cost is measured by it: by the clock on the wall, a busy host makes everything look costly.
/// **Source:** `clock_gettime(2)`, CLOCK_THREAD_CPUTIME_ID.
public func threadTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
