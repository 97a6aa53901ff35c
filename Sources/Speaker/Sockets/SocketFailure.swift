import Files
import Glibc

/// A failed call of a socket or a device.
public struct SocketFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The operation: "open a socket on eth0".
    public var operation: String
    /// The error number.
    ///
    /// Source: `errno(3)`.
    public var number: Int32

    /// The failure of the last call.
    static func last(_ operation: String) -> SocketFailure {
        SocketFailure(operation: operation, number: errno)
    }

    /// "cannot open a socket on eth0: no such device (ENODEV)".
    public var description: String {
        let error = SystemError(number)
        let words = error.words
        return
            "cannot \(operation): \(words.prefix(1).lowercased())\(words.dropFirst()) (\(error.name))"
    }
}
