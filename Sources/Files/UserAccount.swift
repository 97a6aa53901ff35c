import CGNU
import Glibc

/// A user of this machine that can run programs.
public struct UserAccount: Sendable, Hashable {
    /// Its user id.
    public let user: UInt32
    /// The id of its primary group.
    public let group: UInt32

    /// Looks up a user by name; nil: no such user.
    ///
    /// Source: `getpwnam_r(3)`.
    public init?(name: String) {
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 16_384)
        var found: UnsafeMutablePointer<passwd>?
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
            return nil
        }
        user = entry.pw_uid
        group = entry.pw_gid
    }

    /// The command prefix that runs a program as this user, with only the user's primary group.
    ///
    /// The child of a process with threads must not change its user itself: glibc waits for a lock
    /// that another thread may own at the moment of the fork. Source: `setpriv(1)`, `nptl/setxid`.
    /// setpriv keeps root's access to files until its exec, so `nice` starts the program: it exits
    /// with 126 or 127 if the user may not run the program.
    public var command: [String] {
        [
            "/usr/bin/setpriv", "--reuid", "\(user)", "--regid", "\(group)", "--groups",
            "\(group)", "--", "/usr/bin/nice", "-n", "0", "--",
        ]
    }

    /// Whether this process can run a document's programs as other users.
    public static var canChange: Bool { geteuid() == 0 }

    /// The command prefix that runs a program as the user of this name; empty if the name is root
    /// or this process is not root.
    ///
    /// **Errors:** ``Refusal``.
    public static func command(as name: String) throws(Refusal) -> [String] {
        guard canChange, name != "root" else { return [] }
        guard let account = UserAccount(name: name) else { throw .unknown(name) }
        guard mayChange else { throw .forbidden(name) }
        return account.command
    }

    /// The reason why a program cannot run as a user.
    public enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// No user has this name.
        case unknown(String)
        /// This process is root without the capability to change its user, as in some containers.
        case forbidden(String)

        /// The reason in words.
        public var description: String {
            switch self {
            case .unknown(let name): "there is no user \(name)"
            case .forbidden(let name):
                "Ballast may not run programs as user \(name) here; give it CAP_SETUID and "
                    + "CAP_SETGID, or write `user: root`"
            }
        }
    }

    /// Whether the kernel allows this process to change its group and user.
    ///
    /// Source: `capabilities(7)`, CAP_SETGID (6) and CAP_SETUID (7).
    private static var mayChange: Bool {
        var header = [ballast_capability_version, 0]
        // Effective, permitted and inheritable capabilities, 0 to 31 and then 32 to 63.
        var sets = [UInt32](repeating: 0, count: 6)
        guard capget(&header, &sets) == 0 else { return true }
        let needed: UInt32 = 1 << 6 | 1 << 7
        return sets[0] & needed == needed
    }
}
