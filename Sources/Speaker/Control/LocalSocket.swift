import Glibc

/// Stream sockets at a path, as both ends of the control socket need them.
///
/// Source: `unix(7)`.
enum LocalSocket {
    /// Opens a socket, and binds or connects it to the address of a path.
    ///
    /// - Parameters:
    ///   - operation: the operation, for the failure.
    ///   - flags: flags of `socket(2)` beside `SOCK_CLOEXEC`.
    ///   - attach: returns 0, or another number with `errno`.
    ///
    /// **Errors:** `ENAMETOOLONG`; those of `socket(2)` and of `attach`.
    static func open(
        _ path: String, to operation: String, flags: Int32 = 0,
        _ attach: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32
    ) throws(SocketFailure) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // The path ends with a zero byte.
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SocketFailure(operation: operation, number: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue) | flags
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .last(operation) }
        let code = withUnsafeBytes(of: address) { bytes in
            attach(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count))
        }
        guard code == 0 else {
            let failure = SocketFailure.last(operation)
            close(descriptor)
            throw failure
        }
        return descriptor
    }
}
