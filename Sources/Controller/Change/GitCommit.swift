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
        // Both fail for a dirty tree, and print little.
        let isClean = [
            ["diff", "--no-ext-diff", "--quiet", "HEAD"],
            ["ls-files", "--error-unmatch", "--", document],
        ].allSatisfy { Self.output(of: words + $0) != nil }
        self.init(name: name, isDirty: !isClean)
    }

    private static func isOwn(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && [0, geteuid()].contains(facts.st_uid)
    }

    /// Runs a program, and returns its output; nil: it failed, or took too long.
    private static func output(of words: [String]) -> String? {
        // Without git there is no commit.
        guard let run = try? BackgroundRun(words) else { return nil }
        let (end, output) = run.result(limit: patience)
        return end == .exited(0) ? output : nil
    }
}
