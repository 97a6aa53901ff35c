import Glibc
import Model

/// A directory in which only Ballast's own user may change anything.
public struct OwnDirectory: Sendable, Hashable {
    /// Where it is.
    public let path: String
    /// The rights that it gets when it is made.
    public let mode: UInt32

    /// The directory at this path.
    public init(path: String, mode: UInt32 = 0o755) {
        self.path = path
        self.mode = mode
    }

    /// Makes it, and the directories above it, where they are not there.
    ///
    /// **Errors:** `HostFailure`: it can't be made, or another user may change what is in it.
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
                    reason: String(cString: strerror(errno)),
                    remedy: isForbidden
                        ? "run it as root, or name another directory with --state and --runtime"
                        : nil)
            }
        }
        try requireOwn()
    }

    /// **Errors:** `HostFailure`: another user may change what is in it, or put another directory
    /// in its place.
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
