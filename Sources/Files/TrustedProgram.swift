import Glibc

/// A program that Ballast runs because a document names it.
///
/// Like sshd's StrictModes: the program and every directory on its path, links followed, belong to
/// root or to the user of the Ballast process, and no other user can write them. A directory with a
/// sticky bit, such as `/tmp`, is allowed on the path. The owner of the document is not trusted: a
/// program runs with more rights than a document gives.
public struct TrustedProgram: Sendable, Hashable {
    /// The absolute path.
    public let path: String

    /// Creates a reference to the program at this path, which need not exist.
    public init(path: String) {
        self.path = path
    }

    /// The reason why the program is not run; nil: it may be run.
    public var refusal: FileRefusal? {
        do throws(FileRefusal) {
            try check()
            return nil
        } catch {
            return error
        }
    }

    private func check() throws(FileRefusal) {
        let users = TrustedUsers.own
        var walk = PathWalk(path, trusting: users, .strict)
        let (descriptor, facts) = try walk.open(O_RDONLY)
        defer { close(descriptor) }
        func refusal(_ reason: FileRefusal.Reason) -> FileRefusal {
            FileRefusal(path: path, reason: reason)
        }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw refusal(.notRegular) }
        guard users.own(facts) else { throw refusal(.owner(facts.st_uid)) }
        guard facts.st_mode & 0o022 == 0 else { throw refusal(.writable(path)) }
        guard facts.st_mode & 0o111 != 0 else { throw refusal(.notExecutable) }
    }
}
