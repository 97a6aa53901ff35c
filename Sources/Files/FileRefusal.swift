import Glibc

/// A file that could not be opened, or that Ballast rejects.
public struct FileRefusal: Error, Sendable, Hashable {
    /// The file.
    public let path: String
    /// The reason.
    public let reason: Reason

    /// The reason why a file is rejected.
    public enum Reason: Sendable, Hashable {
        /// The system's error number. Source: `errno(3)`.
        case system(Int32)
        /// A symbolic link in a directory that another user can write.
        case link(String)
        /// The file has a second name, and another user can write its directory.
        case otherName
        /// The owner is neither root nor a trusted user.
        case owner(UInt32)
        /// Another user can write the file, or a directory on its path.
        case writable(String)
        /// The file is a directory, a device, a socket or a pipe.
        case notRegular
        /// The file has more bytes than this limit.
        case tooLarge(Int)
        /// The file is not UTF-8.
        case notText
        /// The program is not executable.
        case notExecutable
    }

    /// Creates a refusal.
    public init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// The refusal with its remedy, as a sentence.
    public var sentence: String { "\(self)\(remedy.map { "; \($0)" } ?? "")" }

    /// The remedy; nil: it is obvious.
    public var remedy: String? {
        switch reason {
        case .link: "name the file itself, or keep it where only root may write"
        case .otherName: "copy the file instead of linking it"
        case .owner: "chown root \(path)"
        case .writable(let place): "chown root \(place) && chmod go-w \(place)"
        default: nil
        }
    }
}

extension FileRefusal: CustomStringConvertible {
    /// "cannot use /srv/page.html: it belongs to user 1000".
    public var description: String { "cannot use \(path): \(reason)" }
}

extension FileRefusal.Reason: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .system(let number): return "\(SystemError(number))"
        case .link(let place):
            return "\(place) is a symbolic link in a directory that another user may write"
        case .otherName:
            return "it has a second name (a hard link), and another user may write its directory"
        case .owner(let user): return "it belongs to user \(user)"
        case .writable(let place): return "another user may write \(place)"
        case .notRegular: return "it is not a regular file"
        case .tooLarge(let limit):
            return limit >= 1 << 20
                ? "it is larger than \(limit >> 20) MiB" : "it has more than \(limit) bytes"
        case .notText: return "it is not UTF-8"
        case .notExecutable: return "it is not executable"
        }
    }
}
