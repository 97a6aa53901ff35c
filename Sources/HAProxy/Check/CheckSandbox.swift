import Files
import Glibc

/// The sandbox of `haproxy -c`: an unprivileged user, a separate network namespace, and limits.
///
/// A configuration can name files and, if the command line allows it, code. If the host refuses a
/// part of the sandbox, the check runs with the remaining parts.
///
/// **Source:** setpriv(1), unshare(1), prlimit(1), all of util-linux.
public struct CheckSandbox: Sendable, Hashable {
    /// The words before the program's own command.
    public let words: [String]
    /// The user and group of the program; nil: those of this process.
    public let user: UInt32?

    /// Returns a sandbox for a configuration of unknown origin.
    ///
    /// The program can read world-readable files, and the files of ``user``, which no other program
    /// uses.
    public static func strict() -> CheckSandbox {
        guard geteuid() == 0 else { return unprivileged }
        // Systemd assigns this range to services without a user of their own.
        let user = UInt32.random(in: 61_184...65_519)
        return CheckSandbox(
            words: (isolatesNetwork ? isolation : []) + privileges(of: user, "-all") + limits,
            user: user)
    }

    /// A sandbox for the configuration of a worker: it reads every file, including certificate
    /// keys, and writes none.
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

    /// Returns the command that checks a file.
    public func command(_ program: String, checking file: String) -> [String] {
        words + [program, "-c", "-f", file]
    }

    private init(words: [String], user: UInt32?) {
        self.words = words
        self.user = user
    }

    /// The sandbox of an unprivileged user: in a namespace of its own, that user is root.
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

    /// One minute, 8 GiB, files up to 1 MiB, no child processes.
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

    /// Whether this host can run a program with these words.
    private static func runs(_ words: [String]) -> Bool {
        // A program that can't be started can't be used.
        guard
            let child = try? ChildProcess.start(words + ["/bin/true"], output: .file("/dev/null"))
        else { return false }
        return ChildProcess.wait(child, limit: .seconds(10)) == .exited(0)
    }
}
