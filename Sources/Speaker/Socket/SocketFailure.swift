import CGNU
import Glibc

/// A failed call of a socket or a device.
public struct SocketFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The operation: "open a socket on eth0".
    public var operation: String
    /// The error number.
    ///
    /// Source: `errno(3)`.
    public var number: Int32

    /// Creates a failure of an operation.
    public init(operation: String, number: Int32) {
        self.operation = operation
        self.number = number
    }

    /// The failure of the last call.
    static func last(_ operation: String) -> SocketFailure {
        SocketFailure(operation: operation, number: errno)
    }

    /// "cannot open a socket on eth0: no such device (ENODEV)".
    public var description: String {
        let name = strerrorname_np(number).map { String(cString: $0) } ?? String(number)
        let text = strerrordesc_np(number).map { String(cString: $0) } ?? "error"
        return "cannot \(operation): \(text.prefix(1).lowercased())\(text.dropFirst()) (\(name))"
    }
}
