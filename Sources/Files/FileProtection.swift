import CGNU
import Glibc

/// An attribute with which a file can't be replaced, whatever its permissions.
///
/// **Source:** `statx(2)`, `chattr(1)`.
public struct FileProtection: Sendable, Hashable {
    /// The attribute, in words.
    public let name: String
    /// Its letter of `chattr(1)`.
    public let flag: String

    /// Whether something is mounted at a path, so that it can't be removed; false: also unknown.
    public static func isMountPoint(_ path: String) -> Bool {
        var facts = ballast_statx()
        return ballast_statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, 0, &facts) == 0
            && facts.attributes & ballast_statx_mount_root != 0
    }

    /// Returns the attribute of the file at a path; nil: it has none, or there is no such file.
    public init?(of path: String) { self.init(of: path, in: AT_FDCWD) }

    /// Returns the attribute of a file in an open directory; nil: it has none, or there is no such
    /// file.
    public init?(of name: String, in directory: Int32) {
        var facts = ballast_statx()
        // A kernel or a file system without these attributes protects no file by them.
        guard ballast_statx(directory, name, AT_SYMLINK_NOFOLLOW, 0, &facts) == 0 else {
            return nil
        }
        if facts.attributes & ballast_statx_immutable != 0 {
            self.name = "immutable"
            flag = "i"
        } else if facts.attributes & ballast_statx_append != 0 {
            self.name = "append-only"
            flag = "a"
        } else {
            return nil
        }
    }
}
