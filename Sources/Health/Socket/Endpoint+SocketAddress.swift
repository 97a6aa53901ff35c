import Addresses
import Glibc

extension Endpoint {
    /// Calls the body with the endpoint in the kernel's format.
    ///
    /// Source: `ip(7)`, `ipv6(7)`: `sockaddr_in` and `sockaddr_in6`.
    func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        let bytes = socketAddress
        return withUnsafeTemporaryAllocation(
            byteCount: bytes.count, alignment: MemoryLayout<sockaddr_storage>.alignment
        ) { buffer in
            buffer.copyBytes(from: bytes)
            let pointer = buffer.assumingMemoryBound(to: sockaddr.self)
            guard let base = pointer.baseAddress else {
                preconditionFailure("a buffer of 16 bytes or more has an address")
            }
            return body(base, socklen_t(bytes.count))
        }
    }

    /// Family in host order, port and address in network order; for IPv6 also flow and scope, 0.
    private var socketAddress: [UInt8] {
        let isFour = address.family == .ipv4
        let family = sa_family_t(isFour ? AF_INET : AF_INET6)
        let head = withUnsafeBytes(of: family) { Array($0) }
        let place = [UInt8(truncatingIfNeeded: port >> 8), UInt8(truncatingIfNeeded: port)]
        let zeros = { Array(repeating: UInt8(0), count: $0) }
        return isFour
            ? head + place + address.bytes + zeros(8)
            : head + place + zeros(4) + address.bytes + zeros(4)
    }

    /// Parses an address written by the kernel; nil for another family.
    init?(socketAddress bytes: UnsafeRawBufferPointer) {
        let family = Int32(bytes.loadUnaligned(as: sa_family_t.self))
        let port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        switch family {
        case AF_INET:
            let value = bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            self.init(.v4(IPv4Address(rawValue: UInt32(bigEndian: value))), port: port)
        case AF_INET6:
            guard let address = IPv6Address(bytes: Array(bytes[8..<24])) else { return nil }
            self.init(.v6(address), port: port)
        default: return nil
        }
    }
}
