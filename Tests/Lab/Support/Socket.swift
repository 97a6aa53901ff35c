import Addresses
import Glibc

/// A socket that is closed with its last reference.
public final class Socket: Sendable {
    let descriptor: Int32

    /// A socket in the calling thread's namespace.
    init(domain: Int32, datagrams: Bool) throws(LabFailure) {
        let kind = datagrams ? SOCK_DGRAM : SOCK_STREAM
        descriptor = try checked("make a socket") {
            socket(domain, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        }
    }

    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
        // A child that held a connection would keep it open.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        close(descriptor)
    }

    func set<Value: BitwiseCopyable>(_ level: Int32, _ option: Int32, to value: Value)
        throws(LabFailure)
    {
        var value = value
        _ = try checked("set socket option \(level)/\(option)") {
            setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Value>.size))
        }
    }

    /// Calls that would wait longer than this fail; connecting too.
    func limit(seconds: Int) throws(LabFailure) {
        try set(SOL_SOCKET, SO_RCVTIMEO, to: timeval(tv_sec: seconds, tv_usec: 0))
        try set(SOL_SOCKET, SO_SNDTIMEO, to: timeval(tv_sec: seconds, tv_usec: 0))
    }

    /// Takes the address though no interface has it; the port is chosen on connecting.
    func bindFreely(to address: IPAddress) throws(LabFailure) {
        if address.family == .ipv4 {
            try set(Int32(IPPROTO_IP), IP_FREEBIND, to: Int32(1))
        } else {
            try set(Int32(IPPROTO_IPV6), IPV6_FREEBIND, to: Int32(1))
        }
        try set(Int32(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, to: Int32(1))
        try bind(to: Endpoint(address, port: 0))
    }

    func bind(to endpoint: Endpoint) throws(LabFailure) {
        _ = try checked("bind to \(endpoint)") {
            endpoint.withSocketAddress { Glibc.bind(descriptor, $0, $1) }
        }
    }

    func connect(to endpoint: Endpoint) throws(LabFailure) {
        _ = try checked("connect to \(endpoint)") {
            endpoint.withSocketAddress { Glibc.connect(descriptor, $0, $1) }
        }
    }

    func send(_ text: String) throws(LabFailure) {
        var text = text
        let length = text.utf8.count
        let sent = try checked("send") {
            text.withUTF8 {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
        }
        guard sent == length else { throw LabFailure("sent \(sent) of \(length) bytes") }
    }

    /// The bytes that are there; empty at the end of the stream.
    func receive(upTo limit: Int = 4096) throws(LabFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = try checked("receive") { recv(descriptor, &buffer, limit, 0) }
        return Array(buffer.prefix(count))
    }
}
