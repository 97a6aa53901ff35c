import Files
import Glibc

/// The directory and the trusted owners of the files that a document names.
struct DocumentFiles: Sendable {
    /// The base directory of relative paths.
    var directory = "."
    /// Root, this process's user, and the owner of a known document.
    var users = TrustedUsers.own

    func path(of file: String) -> String {
        file.hasPrefix("/") ? file : "\(directory)/\(file)"
    }
}
