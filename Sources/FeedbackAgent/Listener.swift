import Glibc

/// A listening socket.
struct Listener {
    /// Maximum number of connections that wait to be accepted.
    private static let backlog: Int32 = 1_024

    let descriptor: Int32
    /// The port of the socket.
    let port: UInt16

    /// Opens a socket on this address, or on all addresses of both families; nil with `errno`.
    init?(address: String?, port: UInt16) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        // A machine without IPv6 has no `::`.
        for place in address.map({ [$0] }) ?? ["::", "0.0.0.0"] {
            guard getaddrinfo(place, "\(port)", &hints, &found) == 0, let info = found else {
                errno = EINVAL
                continue
            }
            defer { freeaddrinfo(info) }
            if let made = Self.bound(info.pointee) {
                descriptor = made
                self.port = Self.port(of: made)
                return
            }
        }
        return nil
    }

    private static func bound(_ info: addrinfo) -> Int32? {
        let type = info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let made = socket(info.ai_family, type, 0)
        guard made >= 0 else { return nil }
        var yes: Int32 = 1
        setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        guard bind(made, info.ai_addr, info.ai_addrlen) == 0, Glibc.listen(made, backlog) == 0
        else {
            let reason = errno
            close(made)
            errno = reason
            return nil
        }
        return made
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = withUnsafeMutableBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { list in
                getsockname(descriptor, list.baseAddress, &size)
            }
        }
        guard code == 0 else { return 0 }
        // The port is at the same offset in both families.
        return withUnsafeBytes(of: &address) {
            UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))
        }
    }

    /// Accepts the next connection; nil when none waits.
    func next() -> Int32? {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0 else { return nil }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        _ = fcntl(connection, F_SETFL, O_NONBLOCK)
        return connection
    }

    /// A line on standard error.
    static func say(_ text: String) {
        let bytes = Array("ballast-agent: \(text)\n".utf8)
        // Without a reader of standard error the line is lost.
        _ = write(2, bytes, bytes.count)
    }
}

/// The text of the last system error.
func errorText() -> String { String(cString: strerror(errno)) }
