import Files
import Glibc

/// Connections to a Unix socket that no process accepts.
struct UnixConnections {
    private let descriptors: [Int32]

    /// Connects until the queue of the socket is full.
    ///
    /// **Errors:** `SystemError` if it has no queue to fill.
    init(filling path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        var descriptors: [Int32] = []
        while true {
            let descriptor = socket(AF_UNIX, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
            let code = withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            guard code != 0 else {
                descriptors.append(descriptor)
                continue
            }
            let isFull = errno == EAGAIN
            let error = SystemError.last
            Glibc.close(descriptor)
            self.descriptors = descriptors
            guard isFull else { throw error }
            return
        }
    }

    /// Closes them.
    func close() { for descriptor in descriptors { Glibc.close(descriptor) } }
}
