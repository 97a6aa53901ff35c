import Files
import Glibc
import Model

/// A Unix socket that is bound to a path and does not listen yet.
///
/// This process removes its name itself: a library that does so when the socket is closed could
/// remove the name of a later socket.
struct BoundSocket {
    /// The descriptor, which the caller closes or passes on.
    let descriptor: Int32

    /// Binds a socket to a path, with access for the owner and the group.
    ///
    /// **Errors:** `HostFailure` with the system's reason.
    init(path: String) throws(HostFailure) {
        var address = sockaddr_un()
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw Self.refusal(of: path, "a socket's path has at most 107 bytes")
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_UNIX, kind, 0)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else {
            let number = errno
            if descriptor >= 0 { close(descriptor) }
            throw Self.refusal(of: path, number)
        }
        chmod(path, 0o660)
    }

    /// Returns the failure to serve on this socket.
    static func refusal(of path: String, _ number: Int32) -> HostFailure {
        var failure = refusal(of: path, SystemError(number).words)
        failure.errno = SystemError(number).name
        return failure
    }

    static func refusal(of path: String, _ reason: String) -> HostFailure {
        HostFailure(
            operation: "answer status on \(path)", reason: reason,
            remedy: "name another socket with --socket")
    }
}
