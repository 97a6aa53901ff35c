import CGNU
import Glibc

/// An error number of the system, in words.
///
/// Source: `errno(3)`.
public struct SystemError: Error, Sendable, Hashable {
    /// The number.
    public let number: Int32

    /// Creates the error with this number.
    public init(_ number: Int32) {
        self.number = number
    }

    /// The error of the last failed call.
    public static var last: SystemError { SystemError(errno) }

    /// The name: "ENOENT"; for a number without one, "error 4711".
    public var name: String {
        strerrorname_np(number).map { String(cString: $0) } ?? "error \(number)"
    }

    /// The C library's text: "No such file or directory".
    ///
    /// Unlike those of `strerror(3)`, the texts are constant, so that threads do not share them.
    public var words: String {
        strerrordesc_np(number).map { String(cString: $0) } ?? "Unknown error"
    }
}

extension SystemError: CustomStringConvertible {
    /// "No such file or directory (ENOENT)".
    public var description: String { "\(words) (\(name))" }
}
