import Glibc

/// Lets this process have as many descriptors as it may, so that thousands of checks can wait for
/// silent servers at a time.
///
/// Not more than 65,536: some commands that are started close every number that they could have.
/// Source: `getrlimit(2)`, RLIMIT_NOFILE; systemd.exec(5) on its soft limit.
func raiseDescriptorLimit() {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < min(limit.rlim_max, 65_536) else {
        return
    }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    // Refused: the checks make do with what there is.
    setrlimit(resource, &limit)
}
