import Glibc

/// How `haproxy -c` is run: as a user without rights, in a network of its own, within limits.
///
/// A configuration can name files and, with the command line's leave, code. Where the host refuses
/// a part of this, the check is run with the parts that are left.
///
/// **Source:** setpriv(1), unshare(1), prlimit(1), all of util-linux.
public struct CheckSandbox: Sendable, Hashable {
    /// The words before those of the program.
    public let words: [String]
    /// The user and group that the program has; nil: ours.
    public let user: UInt32?

    /// A sandbox for a configuration that is looked at.
    ///
    /// It reads what everybody may read, and what is given to ``user``, which no other program has.
    public static func strict() -> CheckSandbox {
        guard geteuid() == 0 else { return unprivileged }
        // Among the users that systemd has for services without one of their own.
        let user = UInt32.random(in: 61_184...65_519)
        return CheckSandbox(
            words: (isolatesNetwork ? isolation : []) + privileges(of: user, "-all") + limits,
            user: user)
    }

    /// A sandbox for the configuration of a worker: it reads every file, as the keys of
    /// certificates need it, and writes none.
    public static let reading: CheckSandbox = {
        guard geteuid() == 0 else { return unprivileged }
        let nobody: UInt32 = 65_534
        let rights = privileges(of: nobody, "-all,+dac_read_search")
        let network = isolatesNetwork ? isolation : []
        guard runs(network + rights + limits) else {
            return CheckSandbox(words: runs(limits) ? limits : [], user: nil)
        }
        return CheckSandbox(words: network + rights + limits, user: nobody)
    }()

    /// The words that check a file.
    public func command(_ program: String, checking file: String) -> [String] {
        words + [program, "-c", "-f", file]
    }

    private init(words: [String], user: UInt32?) {
        self.words = words
        self.user = user
    }

    /// What a user without rights can have: a namespace of its own makes it the superuser there, and
    /// of nothing else.
    private static let unprivileged: CheckSandbox = {
        let bare = ["/usr/bin/setpriv", "--no-new-privs", "--"]
        let network = ["/usr/bin/unshare", "--map-root-user", "--net", "--"]
        for words in [network + bare + limits, bare + limits, limits] where runs(words) {
            return CheckSandbox(words: words, user: nil)
        }
        return CheckSandbox(words: [], user: nil)
    }()

    private static let isolation = ["/usr/bin/unshare", "--net", "--"]
    private static let isolatesNetwork = runs(isolation)

    /// A minute, 8 GiB, files of 1 MiB, no process besides.
    private static let limits = [
        "/usr/bin/prlimit", "--cpu=60", "--as=8589934592", "--fsize=1048576", "--core=0",
        "--nproc=1", "--",
    ]

    private static func privileges(of user: UInt32, _ capabilities: String) -> [String] {
        [
            "/usr/bin/setpriv", "--reuid", "\(user)", "--regid", "\(user)", "--clear-groups",
            "--no-new-privs", "--inh-caps=\(capabilities)", "--ambient-caps=\(capabilities)",
            "--bounding-set=\(capabilities)", "--",
        ]
    }

    /// Whether this host lets a program be run so.
    private static func runs(_ words: [String]) -> Bool {
        // A program that can't be started is one that can't be used.
        guard
            let child = try? ChildProcess.start(words + ["/bin/true"], output: .file("/dev/null"))
        else { return false }
        return ChildProcess.wait(child, limit: .seconds(10)) == .exited(0)
    }
}
