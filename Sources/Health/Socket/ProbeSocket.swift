import Addresses
import Glibc

/// Sockets of probes: connected without blocking, and closed without a trace.
enum ProbeSocket {
    /// The transport of a probe.
    enum Transport {
        /// A connection; closing it resets it, which leaves no TIME_WAIT here.
        case tcp
        /// Connected, so that ICMP errors are reported as errors of the socket.
        case udp
        /// ICMP or ICMPv6 by the target's family; raw where datagram sockets are not allowed.
        case ping
    }

    /// An open descriptor.
    struct Opened {
        let descriptor: Int32
        /// Whether the socket can be written to at once.
        let isConnected: Bool
        /// Whether the socket is raw.
        let isRaw: Bool
    }

    /// Opens a socket and starts to connect it.
    ///
    /// **Errors:** those of socket, bind or connect; no descriptor stays open.
    static func open(
        _ transport: Transport, to target: Endpoint, from source: IPAddress?
    ) throws(SocketFailure) -> Opened {
        let (descriptor, isRaw) = try make(transport, target.address.family)
        do throws(SocketFailure) {
            if transport == .tcp { prepare(descriptor) }
            if let source { try bind(descriptor, to: source) }
            let isConnected = try connect(
                descriptor,
                to: transport == .ping ? Endpoint(target.address, port: 0) : target)
            return Opened(descriptor: descriptor, isConnected: isConnected, isRaw: isRaw)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Whether this machine has an address; true if that is unknown.
    static func isHere(_ address: IPAddress) -> Bool {
        let domain = address.family == .ipv4 ? AF_INET : AF_INET6
        let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(domain, kind, 0)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        do throws(SocketFailure) {
            try bind(descriptor, to: address)
            return true
        } catch {
            return error.number != EADDRNOTAVAIL
        }
    }

    private static func make(
        _ transport: Transport, _ family: AddressFamily
    ) throws(SocketFailure) -> (Int32, isRaw: Bool) {
        let domain = family == .ipv4 ? AF_INET : AF_INET6
        let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let stream = Int32(SOCK_STREAM.rawValue) | flags
        let datagram = Int32(SOCK_DGRAM.rawValue) | flags
        let icmp = Int32(family == .ipv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6)
        var isRaw = false
        var descriptor: Int32
        switch transport {
        case .tcp: descriptor = socket(domain, stream, 0)
        case .udp: descriptor = socket(domain, datagram, 0)
        case .ping:
            descriptor = socket(domain, datagram, icmp)
            if descriptor < 0, errno == EACCES || errno == EPERM {
                descriptor = socket(domain, Int32(SOCK_RAW.rawValue) | flags, icmp)
                isRaw = true
            }
        }
        guard descriptor >= 0 else { throw .last }
        return (descriptor, isRaw)
    }

    /// Makes closing reset the connection, and delays the last packet of the handshake until the
    /// first data.
    ///
    /// A connect check then answers SYN-ACK with the reset alone, so the server's program is not
    /// woken; an HTTP request carries the acknowledgement. HAProxy does both. A failure only costs
    /// packets. Source: `socket(7)` SO_LINGER, `tcp(7)` TCP_QUICKACK.
    private static func prepare(_ descriptor: Int32) {
        var reset = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
        option(descriptor, Int32(IPPROTO_TCP), TCP_QUICKACK, 0)
    }

    /// Sends the last packet of the handshake now; without own data it would wait 40 ms and more.
    static func acknowledge(_ descriptor: Int32) {
        option(descriptor, Int32(IPPROTO_TCP), TCP_QUICKACK, 1)
    }

    /// Source: `ip(7)` IP_BIND_ADDRESS_NO_PORT: the port is chosen at connect, per target.
    private static func bind(
        _ descriptor: Int32, to source: IPAddress
    ) throws(SocketFailure) {
        option(descriptor, Int32(IPPROTO_IP), Int32(IP_BIND_ADDRESS_NO_PORT), 1)
        let code = Endpoint(source, port: 0).withSocketAddress {
            Glibc.bind(descriptor, $0, $1)
        }
        guard code == 0 else { throw .last }
    }

    private static func connect(
        _ descriptor: Int32, to target: Endpoint
    ) throws(SocketFailure) -> Bool {
        let code = target.withSocketAddress { Glibc.connect(descriptor, $0, $1) }
        if code == 0 { return true }
        guard errno == EINPROGRESS else { throw .last }
        return false
    }

    private static func option(
        _ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32
    ) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The pending error of a socket; 0 for none.
    static func pendingError(_ descriptor: Int32) -> Int32 {
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size) == 0 else {
            return errno
        }
        return number
    }

    /// The local address of a connected socket; nil for an unconnected one.
    static func localEndpoint(_ descriptor: Int32) -> Endpoint? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isKnown else { return nil }
        return withUnsafeBytes(of: storage) { Endpoint(socketAddress: $0) }
    }
}
