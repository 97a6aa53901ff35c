import Files
import Glibc
import Model

extension WorkerSettings {
    /// Creates the pipe of the access log if it is missing.
    ///
    /// Each master inherits it, even without an access log, in case a log is enabled later.
    ///
    /// **Errors:** `HostFailure` if it can't be created, or another file has its name.
    public func makeLogPipe() throws(HostFailure) {
        if mkfifo(logPipe, 0o600) == 0 { return }
        var info = stat()
        guard errno == EEXIST, lstat(logPipe, &info) == 0 else {
            throw HostFailure(operation: "make \(logPipe)", .last)
        }
        guard info.st_mode & S_IFMT == S_IFIFO, info.st_uid == geteuid() else {
            throw HostFailure(
                operation: "make \(logPipe)", reason: "it exists, and is no pipe of this user",
                remedy: "remove it")
        }
    }

    /// Whether a master has the pipe of this name; false if the pipe was removed, or an earlier
    /// version started the master.
    func hasLogPipe(_ master: MasterIdentity) -> Bool {
        var (own, pipe) = (stat(), stat())
        let descriptor = "/proc/\(master.pid)/fd/\(Self.logDescriptor)"
        return stat(descriptor, &own) == 0 && stat(logPipe, &pipe) == 0
            && own.st_mode & S_IFMT == S_IFIFO && own.st_ino == pipe.st_ino
            && own.st_dev == pipe.st_dev
    }
}
