import Glibc
import Model

extension WorkerSettings {
    /// Makes the pipe of the access log, unless it is there.
    ///
    /// Each master gets it, whether a log is wanted or not, for a log that is switched on later.
    ///
    /// **Errors:** `HostFailure` when it can't be made, or something else has its name.
    public func makeLogPipe() throws(HostFailure) {
        if mkfifo(logPipe, 0o600) == 0 { return }
        var info = stat()
        guard errno == EEXIST, lstat(logPipe, &info) == 0 else {
            throw HostFailure(operation: "make \(logPipe)", number: errno)
        }
        guard info.st_mode & S_IFMT == S_IFIFO, info.st_uid == geteuid() else {
            throw HostFailure(
                operation: "make \(logPipe)", reason: "it exists, and is no pipe of this user",
                remedy: "remove it")
        }
    }

    /// Refuses access logs where the master has no pipe for them: an earlier version started it.
    ///
    /// **Errors:** `HostFailure` that says so.
    func checkLogPipe(
        of master: MasterIdentity?, for configuration: WorkerConfiguration
    ) throws(HostFailure) {
        guard let master, configuration.text.contains(" log fd@\(Self.logDescriptor) "),
            !hasLogPipe(master)
        else { return }
        throw HostFailure(
            operation: "write an access log",
            reason:
                "the HAProxy that runs (process \(master.pid)) was started without a pipe for it",
            remedy: "remove `log`, or have HAProxy started anew: kill \(master.pid)")
    }

    /// Whether a master has the pipe: one that an earlier version started may not.
    func hasLogPipe(_ master: MasterIdentity) -> Bool {
        var (own, pipe) = (stat(), stat())
        let descriptor = "/proc/\(master.pid)/fd/\(Self.logDescriptor)"
        return stat(descriptor, &own) == 0 && stat(logPipe, &pipe) == 0
            && own.st_mode & S_IFMT == S_IFIFO && own.st_ino == pipe.st_ino
            && own.st_dev == pipe.st_dev
    }
}
