import Glibc
import Model

/// A directory that only Ballast's own user can change.
public struct OwnDirectory: Sendable, Hashable {
    /// The path.
    public let path: String
    /// The mode of a new directory.
    public let mode: UInt32

    /// Creates a reference to the directory at this path.
    public init(path: String, mode: UInt32 = 0o755) {
        self.path = path
        self.mode = mode
    }

    /// Creates the directory and its missing parents.
    ///
    /// **Errors:** `HostFailure`: it cannot be created, or another user can change its contents.
    public func make() throws(HostFailure) {
        var made = path.hasPrefix("/") ? "" : "."
        let parts = path.split(separator: "/")
        for (index, part) in parts.enumerated() {
            made += "/\(part)"
            let mode = index == parts.count - 1 ? mode : 0o755
            if mkdir(made, mode) != 0 && errno != EEXIST {
                let isForbidden = errno == EACCES || errno == EROFS
                throw HostFailure(
                    operation: "make the directory \(made)",
                    reason: SystemError.last.words,
                    remedy: isForbidden
                        ? "run it as root, or name another directory with --state and --runtime"
                        : nil)
            }
        }
        try requireOwn()
    }

    /// **Errors:** `HostFailure`: another user can change its contents, or replace the directory.
    public func requireOwn() throws(HostFailure) {
        let users = TrustedUsers.own
        do throws(FileRefusal) {
            var walk = PathWalk(path, trusting: users, .strict)
            let (descriptor, facts) = try walk.open(O_RDONLY | O_DIRECTORY)
            close(descriptor)
            guard users.own(facts) else {
                throw FileRefusal(path: path, reason: .owner(facts.st_uid))
            }
            guard facts.st_mode & 0o022 == 0 else {
                throw FileRefusal(path: path, reason: .writable(path))
            }
        } catch {
            throw HostFailure(
                operation: "use the directory \(path)", reason: "\(error.reason)",
                remedy: error.remedy)
        }
    }
}
