import Glibc

/// Makes a TCP socket at 127.0.0.1 and returns it with its port.
///
/// - Parameters:
///   - port: the port to bind; 0: a free one.
///   - backlog: the connections that may wait; nil: the socket does not listen.
///   - shares: whether other sockets may bind the port too (`SO_REUSEPORT`).
func loopbackSocket(
    port: UInt16 = 0, backlog: Int32? = nil, shares: Bool = false
) throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var on: Int32 = shares ? 1 : 0
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = loopback(port)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
        }
    }
    guard code == 0, backlog.map({ listen(descriptor, $0) == 0 }) ?? true else {
        close(descriptor)
        throw LiveHAProxy.Failure()
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}

/// 127.0.0.1 with this port.
func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
}
