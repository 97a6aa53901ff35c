import Addresses
import Files
import Glibc

/// A datagram socket to a log daemon: the journal, or syslog on this host or another.
struct LogSocket {
    /// The address of the daemon.
    enum Place {
        /// A socket on this host.
        case path(String)
        /// UDP.
        case endpoint(Endpoint)
    }

    private let place: Place
    private var descriptor: Int32 = -1

    /// The longest delay by a daemon that does not read.
    ///
    /// **Unit:** milliseconds.
    private static let patience = 500

    /// Creates a socket to this address, which is connected at the first datagram.
    init(_ place: Place) {
        self.place = place
    }

    /// Sends a datagram; returns the failure, or nil.
    mutating func send(_ bytes: [UInt8]) -> String? {
        for attempt in 0..<2 {
            guard connected() else { break }
            if Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) >= 0 { return nil }
            let number = errno
            // A restarted daemon has a new socket at the same path.
            if attempt == 0, [ECONNREFUSED, ENOTCONN, EPIPE].contains(number) {
                end()
                continue
            }
            errno = number
            break
        }
        return "cannot send to \(name): \(SystemError.last)"
    }

    /// Closes the socket.
    mutating func end() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private var name: String {
        switch place {
        case .path(let path): path
        case .endpoint(let endpoint): "\(endpoint)"
        }
    }

    private mutating func connected() -> Bool {
        guard descriptor < 0 else { return true }
        let code: Int32
        switch place {
        case .path(let path):
            descriptor = Self.made(AF_UNIX)
            code = Self.connect(descriptor, path)
        case .endpoint(let endpoint):
            switch endpoint.address {
            case .v4(let address):
                descriptor = Self.made(AF_INET)
                code = Self.connect(descriptor, address, endpoint.port)
            case .v6(let address):
                descriptor = Self.made(AF_INET6)
                code = Self.connect(descriptor, address, endpoint.port)
            }
        }
        if code != 0 {
            let number = errno
            end()
            errno = number
        }
        return code == 0
    }

    private static func made(_ family: Int32) -> Int32 {
        let descriptor = socket(
            family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 0, tv_usec: patience * 1000)
        setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return descriptor
    }

    private static func connect(_ descriptor: Int32, _ path: String) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        return connect(descriptor, to: address)
    }

    private static func connect<Address>(
        _ descriptor: Int32, to address: Address
    ) -> Int32 {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private static func connect(
        _ descriptor: Int32, _ host: IPv4Address, _ port: UInt16
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.rawValue.bigEndian
        return connect(descriptor, to: address)
    }

    private static func connect(
        _ descriptor: Int32, _ host: IPv6Address, _ port: UInt16
    ) -> Int32 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        let halves = [host.high.bigEndian, host.low.bigEndian]
        withUnsafeMutableBytes(of: &address.sin6_addr) { bytes in
            halves.withUnsafeBytes { bytes.copyMemory(from: $0) }
        }
        return connect(descriptor, to: address)
    }
}
