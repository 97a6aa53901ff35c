import Addresses
import Glibc
import Speaker

/// A raw ICMP socket, which never blocks.
final class EchoSocket {
    private let descriptor: Int32
    private let family: AddressFamily

    /// Opens a socket; nil: this process may not, or the kernel has no such family.
    init?(_ family: AddressFamily) {
        let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        descriptor =
            family == .ipv4
            ? socket(AF_INET, kind, Int32(IPPROTO_ICMP))
            : socket(AF_INET6, kind, Int32(IPPROTO_ICMPV6))
        self.family = family
        if descriptor < 0 { return nil }
        filter()
    }

    /// Lets the kernel discard all messages but echo replies; without it they are skipped here.
    ///
    /// Source: `raw(7)`, `ICMP_FILTER`; RFC 3542 section 3.2.
    private func filter() {
        var blocked: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (
            .max, .max, .max, .max, .max, .max, .max, .max
        )
        if family == .ipv4 {
            blocked.0 = ~(1 << UInt32(Self.echoReply))
            setsockopt(descriptor, Self.rawLevel, Self.filterOption, &blocked.0, 4)
        } else {
            blocked.4 = ~(1 << UInt32(Self.echoReply6 - 128))
            setsockopt(
                descriptor, Int32(IPPROTO_ICMPV6), Self.filterOption, &blocked,
                socklen_t(MemoryLayout.size(ofValue: blocked)))
        }
    }

    /// `SOL_RAW`, and `ICMP_FILTER` and `ICMP6_FILTER`, which Swift does not import.
    private static let rawLevel: Int32 = 255
    private static let filterOption: Int32 = 1
    private static let echoReply = 0
    private static let echoReply6 = 129

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sends a message; a failure counts as a lost reply.
    ///
    /// - Parameter scope: the index of the interface, for a link-local address.
    func send(_ bytes: [UInt8], to address: IPAddress, scope: Int32 = 0) {
        SocketAddress(address, scope: scope).withBytes { target in
            _ = sendto(
                descriptor, bytes, bytes.count, 0,
                target.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(target.count))
        }
    }

    /// Returns the waiting messages with their senders, at most 16,384 at once.
    func receive() -> [(sender: IPAddress, bytes: ArraySlice<UInt8>)] {
        var messages: [(sender: IPAddress, bytes: ArraySlice<UInt8>)] = []
        var buffer = [UInt8](repeating: 0, count: 2048)
        for _ in 0..<16_384 {
            var source = sockaddr_in6()
            var size = socklen_t(MemoryLayout.size(ofValue: source))
            let count = withUnsafeMutablePointer(to: &source) { source in
                source.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(descriptor, &buffer, buffer.count, 0, $0, &size)
                }
            }
            guard count > 0 else { return messages }
            if let sender = withUnsafeBytes(of: source, SocketAddress.address) {
                messages.append((sender, buffer[..<count]))
            }
        }
        return messages
    }
}
