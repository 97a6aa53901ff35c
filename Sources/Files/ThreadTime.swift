import Glibc

/// Returns the processor time that this thread has used.
///
/// Wall-clock time would include waits on a busy host.
/// **Source:** `clock_gettime(2)`, CLOCK_THREAD_CPUTIME_ID.
public func threadTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
