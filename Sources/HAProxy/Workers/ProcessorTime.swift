import Glibc

/// The processor time that this thread has used.
///
/// The measure of costs: wall-clock time would count the waiting on a busy host too.
/// **Source:** `clock_gettime(2)`, CLOCK_THREAD_CPUTIME_ID.
public func threadTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
