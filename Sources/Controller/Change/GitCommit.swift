import Files
import Glibc
import Model

/// The commit of a document in a git work tree.
package struct GitCommit: Sendable, Hashable, Codable {
    /// The name of the commit: 40 or 64 hexadecimal digits.
    package let name: String
    /// Whether tracked files differ from the commit, or the document is not tracked.
    package let isDirty: Bool

    /// The first 12 digits, for people.
    package var short: String { String(name.prefix(12)) }

    /// The time limit of one run of git.
    private static let patience = Duration.seconds(2)
    /// The most bytes of the output that are read.
    private static let limit = 4096

    /// Creates a commit.
    package init(name: String, isDirty: Bool) {
        self.name = name
        self.isDirty = isDirty
    }

    /// Asks git for the commit of a document; nil: unknown.
    ///
    /// Git runs only in work trees of root or of this user, without hooks and without a monitor of
    /// files, and takes no lock.
    ///
    /// - Parameter tree: the top directory of the work tree.
    init?(of document: String, in tree: String) {
        guard Self.isOwn(tree), Self.isOwn(tree + "/.git"),
            let program = ["/usr/bin/git", "/usr/local/bin/git"].first(where: {
                TrustedProgram(path: $0).refusal == nil
            })
        else { return nil }
        let words = [
            program, "--no-optional-locks", "-c", "core.fsmonitor=false", "-c",
            "core.hooksPath=/dev/null", "-C", tree,
        ]
        guard let head = Self.output(of: words + ["rev-parse", "--verify", "--quiet", "HEAD"]),
            case let name = head.filter({ $0 > " " }), [40, 64].contains(name.count),
            name.allSatisfy(\.isHexDigit)
        else { return nil }
        let changes = Self.output(of: words + ["status", "--porcelain", "--untracked-files=no"])
        let tracked = Self.output(of: words + ["ls-files", "--error-unmatch", "--", document])
        self.init(name: name, isDirty: changes != "" || tracked == nil)
    }

    private static func isOwn(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && [0, geteuid()].contains(facts.st_uid)
    }

    /// Runs a program, and returns its output; nil: it failed, or took too long.
    private static func output(of words: [String]) -> String? {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        defer { close(ends[0]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Without git there is no commit.
        let child = try? ChildProcess.start(words, output: .descriptor(ends[1]))
        close(ends[1])
        guard let child else { return nil }
        let deadline = ContinuousClock.now + patience
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: limit)
        var isOpen = true
        while isOpen {
            let rest = deadline - .now
            var event = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
            guard rest > .zero, poll(&event, 1, Int32(rest.wholeMilliseconds) + 1) > 0 else {
                kill(child, SIGKILL)
                break
            }
            let count = read(ends[0], &buffer, buffer.count)
            isOpen = count > 0
            // The rest is read so that the program can end.
            if count > 0, bytes.count < limit { bytes += buffer[..<count] }
        }
        var end = ChildProcess.end(of: child)
        while end == nil {
            if ContinuousClock.now > deadline { kill(child, SIGKILL) }
            usleep(1000)
            end = ChildProcess.end(of: child)
        }
        return end == .exited(0) && !isOpen ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
