import Glibc

/// A user of this machine, as a program can be started.
public struct UserAccount: Sendable, Hashable {
    /// Its user id.
    public let user: UInt32
    /// The id of its first group.
    public let group: UInt32

    /// The user of this name; nil: there is none.
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

    /// The words before those of a program that has it run as this user, with its group alone.
    ///
    /// A child of many threads must not change its user itself: glibc has it wait for a lock that
    /// a thread of the parent may hold at the moment of the fork. Source: `setpriv(1)`,
    /// `nptl/setxid`.
    public var command: [String] {
        [
            "/usr/bin/setpriv", "--reuid", "\(user)", "--regid", "\(group)", "--groups",
            "\(group)", "--",
        ]
    }

    /// Whether this process may start programs as other users.
    public static var canChange: Bool { geteuid() == 0 }
}
