import Files
import Glibc
import Model

/// The part of an object that has arrived.
final class PartFile: ObjectSink {
    private let descriptor: Int32
    private let path: String

    /// Opens a part to add to it.
    ///
    /// **Errors:** `HostFailure`.
    init(_ path: String) throws(HostFailure) {
        self.path = path
        descriptor = open(
            path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HostFailure(operation: "write \(path)", .last) }
    }

    deinit {
        close(descriptor)
    }

    /// Adds bytes.
    ///
    /// **Errors:** `HostFailure`.
    func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw HostFailure(operation: "write \(path)", .last) }
            rest = rest.dropFirst(count)
        }
    }
}
