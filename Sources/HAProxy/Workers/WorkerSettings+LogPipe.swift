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

    /// Whether a master has the pipe that the name leads to: not when the pipe was removed, or when
    /// an earlier version started the master.
    func hasLogPipe(_ master: MasterIdentity) -> Bool {
        var (own, pipe) = (stat(), stat())
        let descriptor = "/proc/\(master.pid)/fd/\(Self.logDescriptor)"
        return stat(descriptor, &own) == 0 && stat(logPipe, &pipe) == 0
            && own.st_mode & S_IFMT == S_IFIFO && own.st_ino == pipe.st_ino
            && own.st_dev == pipe.st_dev
    }
}

extension WorkerConfiguration {
    /// Whether it writes access logs.
    var usesLogPipe: Bool { text.contains(" log fd@\(WorkerSettings.logDescriptor) ") }
}
