import Files
import Glibc
import Model
import Proxies
import Replication

/// The place to which a file of a backup returns.
package enum BackupTarget {
    /// The users of the administration, if there are any.
    static let users = "users.json"

    /// Returns the path below a directory; nil: it is outside.
    static func relative(_ path: String, in directory: String) -> String? {
        let prefix = directory == "/" ? "/" : directory + "/"
        guard path.hasPrefix(prefix) else { return nil }
        let parts = path.dropFirst(prefix.count).split(separator: "/").filter { $0 != "." }
        return parts.isEmpty || parts.contains("..") ? nil : parts.joined(separator: "/")
    }

    /// Whether an absolute path has no `.`, `..` and empty parts.
    static func isPlain(_ path: String) -> Bool {
        path.hasPrefix("/") && PathRule().problem(of: String(path.dropFirst())) == nil
    }

    /// Whether a path below the state directory is one of the history, of a certificate, or of the
    /// users.
    package static func isStateFile(_ path: String) -> Bool {
        if path == users { return true }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        switch parts[0] {
        case "generations":
            let digits = parts[1].dropLast(5)
            return parts[1].hasSuffix(".yaml") && (6...18).contains(digits.count)
                && digits.allSatisfy { ("0"..."9").contains($0) }
        case "certificates":
            return [".pem", ".csr"].contains { suffix in
                parts[1].hasSuffix(suffix)
                    && CertificateName(argument: String(parts[1].dropLast(4))) != nil
            }
        default: return false
        }
    }
}
