import Files
import Glibc
import Model

/// A failure to read or replace a file.
public struct FileFailure: Error, Sendable, Hashable {
    /// The operation: "read".
    public let operation: String
    /// The file.
    public let path: String
    /// The reason of the failure.
    public let reason: Reason

    /// The reason of a failure.
    public enum Reason: Sendable, Hashable {
        /// The system's error number. Source: `errno(3)`.
        case system(Int32)
        /// The file exceeds the size limit of a document.
        case tooLarge
        /// The file is a directory, a device or a pipe, and cannot be replaced.
        case notRegular
        /// A symbolic link of this user leads to another user's file.
        case foreignLink(UInt32)
        /// Another program changed the file meanwhile; nothing was written.
        case changedMeanwhile
        /// Another program changed the file in the last moment, and its version is in this other
        /// file.
        case displaced(String)
    }

    /// Creates a failure.
    public init(operation: String, path: String, reason: Reason) {
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    /// The failure as a finding about the document: BAL002, or BAL003 for a file that is too large.
    public var diagnostic: Diagnostic {
        Diagnostic(
            reason == .tooLarge ? .tooLarge : .unreadable, at: DocumentPath(), description,
            hint: hint)
    }

    private var hint: String? {
        switch reason {
        case .system(ENOENT): "name another file with -f FILE"
        case .system(EACCES) where operation == "replace", .system(EROFS):
            "the edit replaces the file: write access to its directory is needed; run it as root"
        case .system(EACCES), .system(EPERM): "run it as a user who may \(operation) the file"
        case .foreignLink: "name the file itself"
        case .changedMeanwhile: "look at the change, then try again"
        case .displaced: "compare the two files, and keep the right one"
        default: nil
        }
    }
}

extension FileFailure: CustomStringConvertible {
    /// "cannot read /etc/ballast/ballast.yaml: No such file or directory (ENOENT)".
    public var description: String { "cannot \(operation) \(path): \(reason)" }
}

extension FileFailure.Reason: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .system(let number): return "\(SystemError(number))"
        case .tooLarge: return "it has more than \(Source.limit) bytes (16 MiB)"
        case .notRegular: return "it is not a regular file"
        case .foreignLink(let user):
            return "it is a symbolic link of user \(user) to another user's file"
        case .changedMeanwhile: return "someone else changed it meanwhile; nothing was written"
        case .displaced(let other):
            return "another program changed it at the same moment; that version is in \(other)"
        }
    }
}
