import Glibc
import Model
import NIOCore

/// Raises this process's limit of descriptors, so that thousands of checks can wait for silent
/// servers.
///
/// The limit is at most 65,536, because some commands close every possible descriptor when they
/// start. Source: `getrlimit(2)`, RLIMIT_NOFILE; systemd.exec(5) on its soft limit.
func raiseDescriptorLimit() {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < min(limit.rlim_max, 65_536) else {
        return
    }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    // If this fails, the checks use the current limit.
    setrlimit(resource, &limit)
}

/// Checks the limit of descriptors.
///
/// **Errors:** `HostFailure` if it is too low for a controller, which could not even wait for its
/// sockets.
func requireDescriptors() throws(HostFailure) {
    var limit = rlimit()
    // Each processor has an event loop: a wait, a timer and a wake-up.
    let fewest = 48 + 3 * System.coreCount
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
        limit.rlim_cur < rlim_t(fewest)
    else { return }
    throw HostFailure(
        operation: "run",
        reason: "this process may have \(limit.rlim_cur) open files, and needs \(fewest)",
        remedy: "raise the limit: ulimit -n, or LimitNOFILE= of the unit")
}
