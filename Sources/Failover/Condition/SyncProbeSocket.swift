import Addresses
import CNetlink
import Glibc
import Model

/// A socket beside that of the kernel's backup daemon, with the same group, port and interface: a
/// probe that arrives here arrives at the daemon too.
///
/// Source: `ip_vs_sync.c`, `make_receive_sock`, whose address can be used twice; `ip(7)`,
/// `ipv6(7)`.
final class SyncProbeSocket {
    private let descriptor: Int32
    private let destination: IPAddress
    private let port: UInt16
    /// The index of the interface.
    let index: UInt32

    /// Opens a socket; nil: there is no such interface, or the kernel refuses it now.
    init?(_ sync: ConnectionSync) {
        destination = sync.destination
        port = sync.port
        index = if_nametoindex(sync.interface)
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        descriptor = socket(destination.family == .ipv4 ? AF_INET : AF_INET6, kind, 0)
        guard index != 0, descriptor >= 0, prepare(sync), filter(), bind() else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    private func set(_ level: Int32, _ option: Int32, _ value: [UInt8]) -> Bool {
        setsockopt(descriptor, level, option, value, socklen_t(value.count)) == 0
    }

    /// Sets the options of the group; false: one of them failed.
    private func prepare(_ sync: ConnectionSync) -> Bool {
        func bytes(_ value: some BitwiseCopyable) -> [UInt8] {
            withUnsafeBytes(of: value) { Array($0) }
        }
        let number = bytes(index)
        let limit = bytes(Int32(sync.timeToLive))
        let isBound =
            set(SOL_SOCKET, SO_REUSEADDR, bytes(Int32(1)))
            && set(SOL_SOCKET, SO_BINDTODEVICE, Array(sync.interface.utf8))
        guard isBound else { return false }
        switch destination.family {
        case .ipv4:
            let level = Int32(IPPROTO_IP)
            let zero: [UInt8] = [0, 0, 0, 0]
            return set(level, IP_MULTICAST_LOOP, bytes(Int32(0)))
                && set(level, IP_MULTICAST_TTL, limit)
                && set(level, IP_MULTICAST_IF, zero + zero + number)
                && set(level, IP_ADD_MEMBERSHIP, destination.bytes + zero + number)
        case .ipv6:
            let level = Int32(IPPROTO_IPV6)
            return set(level, IPV6_MULTICAST_LOOP, bytes(Int32(0)))
                && set(level, IPV6_MULTICAST_HOPS, limit)
                && set(level, IPV6_MULTICAST_IF, number)
                && set(level, IPV6_JOIN_GROUP, destination.bytes + number)
        }
    }

    /// Lets the kernel discard the messages of the daemons, of which there may be many.
    ///
    /// The bytes are those from the header of UDP. Source: `linux/filter.h`, `udp(7)`.
    private func filter() -> Bool {
        let mark = SyncProbe.mark.reduce(0) { $0 << 8 | UInt32($1) }
        var program = [
            sock_filter(code: UInt16(BPF_LD | BPF_W | BPF_ABS), jt: 0, jf: 0, k: 16),
            sock_filter(code: UInt16(BPF_JMP | BPF_JEQ | BPF_K), jt: 0, jf: 1, k: mark),
            sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: 512),
            sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: 0),
        ]
        return program.withUnsafeMutableBufferPointer { pointer in
            var value = sock_fprog(len: UInt16(pointer.count), filter: pointer.baseAddress)
            return setsockopt(
                descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &value,
                socklen_t(MemoryLayout<sock_fprog>.size)) == 0
        }
    }

    /// The group and the port in the kernel's format.
    private var place: [UInt8] {
        let family = sa_family_t(destination.family == .ipv4 ? AF_INET : AF_INET6)
        let number = [UInt8(port >> 8), UInt8(port & 0xff)]
        let head = withUnsafeBytes(of: family) { Array($0) } + number
        switch destination {
        case .v4: return head + destination.bytes + Array(repeating: 0, count: 8)
        case .v6:
            return head + [0, 0, 0, 0] + destination.bytes
                + withUnsafeBytes(of: index) { Array($0) }
        }
    }

    private func withPlace(_ body: (UnsafePointer<sockaddr>?, socklen_t) -> Int) -> Int {
        place.withUnsafeBytes {
            body($0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
    }

    private func bind() -> Bool { withPlace { Int(Glibc.bind(descriptor, $0, $1)) } == 0 }

    /// Sends a message; a failure counts as a lost message.
    func send(_ probe: SyncProbe) {
        let bytes = probe.bytes
        _ = withPlace { sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, $1) }
    }

    /// Returns the waiting messages, at most 256.
    func receive() -> [SyncProbe] {
        var probes: [SyncProbe] = []
        var buffer = [UInt8](repeating: 0, count: 512)
        for _ in 0..<256 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { break }
            if let probe = SyncProbe(Array(buffer[..<count])) { probes.append(probe) }
        }
        return probes
    }
}
