import Addresses
import Glibc
import VRRP

/// A raw socket of VRRP on one interface, which never blocks.
///
/// Source: `raw(7)`, `ip(7)`, `ipv6(7)`.
public final class RawSocket {
    /// The descriptor, readable when a packet waits.
    public let descriptor: Int32
    /// The family of its packets.
    public let family: AddressFamily
    /// The index of the interface.
    public let interface: Int32
    private let name: String
    private var buffer = [UInt8](repeating: 0, count: 9216)

    /// Opens a socket, and joins the group of VRRP on the interface.
    ///
    /// **Errors:** `ENODEV` without such an interface, `EPERM` without CAP_NET_RAW, and others of
    /// `socket(2)` and `setsockopt(2)`.
    public init(
        interface name: String, index: Int32, family: AddressFamily
    ) throws(SocketFailure) {
        let operation = "open a socket of VRRP on \(name)"
        let domain = family == .ipv4 ? AF_INET : AF_INET6
        let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(domain, kind, Int32(Datagram.protocolNumber))
        guard descriptor >= 0 else { throw .last(operation) }
        guard Self.prepare(descriptor, name: name, index: index, family: family) else {
            let failure = SocketFailure.last(operation)
            close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        self.family = family
        self.name = name
        interface = index
    }

    deinit {
        close(descriptor)
    }

    /// Sends a packet with the source and the hop limit of the datagram.
    ///
    /// **Errors:** `ENETDOWN`, `EADDRNOTAVAIL` for a source that is not an address of this host, or
    /// is still checked for duplicates, and others of `sendmsg(2)`.
    public func send(_ datagram: Datagram) throws(SocketFailure) {
        var control = ControlMessages(
            sendingFrom: datagram.source, interface: interface, hopLimit: datagram.hopLimit
        ).bytes
        var payload = datagram.payload
        let sent = SocketAddress(datagram.destination, scope: interface).withBytes { address in
            control.withUnsafeMutableBytes { control in
                payload.withUnsafeMutableBytes { payload in
                    var vector = iovec(iov_base: payload.baseAddress, iov_len: payload.count)
                    return withUnsafeMutablePointer(to: &vector) { vector in
                        var message = msghdr()
                        message.msg_name = address.baseAddress
                        message.msg_namelen = socklen_t(address.count)
                        message.msg_iov = vector
                        message.msg_iovlen = 1
                        message.msg_control = control.baseAddress
                        message.msg_controllen = control.count
                        return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
                    }
                }
            }
        }
        guard sent == datagram.payload.count else { throw .last("send on \(name)") }
    }

    /// A packet that waited, or the reason for which it is discarded.
    public typealias Received = Result<Datagram, Refusal>

    /// Returns the next packet that waits; nil: there is none.
    ///
    /// The header of IPv4 is part of the packet; of IPv6 the destination and the hop limit are in
    /// control messages. Errors of the socket (`ENETDOWN`) are skipped: link events report them.
    public func receive() -> Received? {
        var name = sockaddr_in6()
        var control = [UInt8](repeating: 0, count: 128)
        var message = msghdr()
        let count = buffer.withUnsafeMutableBytes { buffer in
            withUnsafeMutableBytes(of: &name) { name in
                control.withUnsafeMutableBytes { control in
                    var vector = iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)
                    return withUnsafeMutablePointer(to: &vector) { vector in
                        message.msg_name = name.baseAddress
                        message.msg_namelen = socklen_t(name.count)
                        message.msg_iov = vector
                        message.msg_iovlen = 1
                        message.msg_control = control.baseAddress
                        message.msg_controllen = control.count
                        return recvmsg(descriptor, &message, 0)
                    }
                }
            }
        }
        guard count >= 0 else { return nil }
        guard message.msg_flags & Int32(MSG_TRUNC) == 0 else {
            return .failure(.envelope)
        }
        let payload = Array(buffer[..<count])
        if family == .ipv4 {
            return Self.parse { () throws(Refusal) in
                try Datagram(ipv4Packet: payload)
            }
        }
        let received = control.withUnsafeBytes {
            ControlMessages.received(
                in: UnsafeRawBufferPointer(rebasing: $0[..<Int(message.msg_controllen)]))
        }
        guard let source = withUnsafeBytes(of: name, SocketAddress.address),
            let destination = received.destination, let hopLimit = received.hopLimit
        else { return .failure(.envelope) }
        return .success(
            Datagram(
                source: source, destination: destination, hopLimit: hopLimit, payload: payload))
    }

    private static func parse(_ body: () throws(Refusal) -> Datagram) -> Received {
        do throws(Refusal) { return .success(try body()) } catch { return .failure(error) }
    }
}

extension RawSocket {
    /// Sets the options; false: the last call has failed.
    ///
    /// Without its own copies of multicast packets, the socket never receives what it sends. Its
    /// packets have the precedence of network control, and the highest priority in the queue of the
    /// interface.
    private static func prepare(
        _ descriptor: Int32, name: String, index: Int32, family: AddressFamily
    ) -> Bool {
        func set(_ level: Int, _ option: Int32, _ value: some BitwiseCopyable) -> Bool {
            withUnsafeBytes(of: value) {
                setsockopt(
                    descriptor, Int32(level), option, $0.baseAddress, socklen_t($0.count)) == 0
            }
        }
        let isBound =
            name.utf8.count < Int(IF_NAMESIZE)
            && setsockopt(
                descriptor, SOL_SOCKET, SO_BINDTODEVICE, name, socklen_t(name.utf8.count)) == 0
        guard isBound else { return false }
        _ = set(Int(SOL_SOCKET), SO_PRIORITY, Int32(7))
        let group = Datagram.group(of: family)
        switch family {
        case .ipv4:
            let precedence = Int32(0xc0)
            let zero: [UInt8] = [0, 0, 0, 0]
            let number = withUnsafeBytes(of: index) { Array($0) }
            return set(IPPROTO_IP, IP_TOS, precedence)
                && set(IPPROTO_IP, IP_MULTICAST_LOOP, Int32(0))
                && setBytes(descriptor, IPPROTO_IP, IP_MULTICAST_IF, zero + zero + number)
                && setBytes(
                    descriptor, IPPROTO_IP, IP_ADD_MEMBERSHIP, group.bytes + zero + number)
        case .ipv6:
            let six = Int(IPPROTO_IPV6)
            return set(six, IPV6_TCLASS, Int32(0xc0)) && set(six, IPV6_MULTICAST_LOOP, Int32(0))
                && set(six, IPV6_MULTICAST_IF, index) && set(six, IPV6_RECVPKTINFO, Int32(1))
                && set(six, IPV6_RECVHOPLIMIT, Int32(1))
                && setBytes(
                    descriptor, six, IPV6_JOIN_GROUP,
                    group.bytes + withUnsafeBytes(of: index) { Array($0) })
        }
    }

    /// Sets an option whose value is `ip_mreqn` or `ipv6_mreq`.
    private static func setBytes(
        _ descriptor: Int32, _ level: Int, _ option: Int32, _ value: [UInt8]
    ) -> Bool {
        setsockopt(descriptor, Int32(level), option, value, socklen_t(value.count)) == 0
    }
}
