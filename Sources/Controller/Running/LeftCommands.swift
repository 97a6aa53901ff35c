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
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    var groups: [pid_t] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard let pid = pid_t(name), getpgid(pid) == pid, getsid(pid) != pid,
            getsid(pid) == getsid(0), isRunningChild(pid)
        else { continue }
        groups.append(pid)
    }
    return groups
}

/// Whether a process is a child of this one and has not exited.
///
/// **Source:** `proc(5)`, `/proc/PID/stat`: the state and the parent follow the name.
private func isRunningChild(_ pid: pid_t) -> Bool {
    guard let file = fopen("/proc/\(pid)/stat", "re") else { return false }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, Int32(line.count), file) != nil else { return false }
    let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return false }
    let fields = text[end...].dropFirst().split(separator: " ")
    return fields.count > 1 && fields[0] != "Z" && pid_t(fields[1]) == getpid()
}
