import Files
import Glibc

/// Kills the commands of checks and notifications that still run when the controller stops.
///
/// Each leads a process group in this session; processes that must survive (HAProxy, the writer of
/// access logs) lead sessions. A command that hangs in the kernel is not awaited.
func endLeftCommands() async {
    let deadline = ContinuousClock.now + .seconds(2)
    // A second look finds commands that started during the first.
    var quietLooks = 0
    while quietLooks < 2, ContinuousClock.now < deadline {
        let groups = leftGroups()
        for group in groups { kill(-group, SIGKILL) }
        quietLooks = groups.isEmpty ? quietLooks + 1 : 0
        // Cancelled: the caller does not wait.
        try? await Task.sleep(for: .milliseconds(20))
    }
}

/// The process groups of children, each with its own leader and in this process's session.
private func leftGroups() -> [pid_t] {
    (ProcessEntry.all() ?? []).filter { entry in
        let pid = entry.pid
        return getpgid(pid) == pid && getsid(pid) != pid && getsid(pid) == getsid(0)
            && entry.life.map { !$0.isOver && $0.parent == getpid() } ?? false
    }.map(\.pid)
}
