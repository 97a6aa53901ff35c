import Addresses
import Glibc

/// An IP address in the kernel's format, without a port.
///
/// Source: `ip(7)`, `ipv6(7)`: `sockaddr_in` and `sockaddr_in6`.
public struct SocketAddress {
    private let bytes: [UInt8]

    /// Creates the format of an address.
    ///
    /// - Parameter scope: the index of the interface, for link-local addresses of IPv6.
    public init(_ address: IPAddress, scope: Int32 = 0) {
        let family = sa_family_t(address.family == .ipv4 ? AF_INET : AF_INET6)
        let head = withUnsafeBytes(of: family) { Array($0) }
        let port: [UInt8] = [0, 0]
        switch address {
        case .v4: bytes = head + port + address.bytes + Array(repeating: 0, count: 8)
        case .v6:
            let flow: [UInt8] = [0, 0, 0, 0]
            let isLocal = address.isLinkLocal || address.isMulticast
            let index = withUnsafeBytes(of: isLocal ? scope : 0) { Array($0) }
            bytes = head + port + flow + address.bytes + index
        }
    }

    /// Calls the body with the address; the memory is valid for the call only.
    public func withBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        var copy = bytes
        return copy.withUnsafeMutableBytes(body)
    }

    /// Parses an address that the kernel has written; nil: another family.
    public static func address(_ bytes: UnsafeRawBufferPointer) -> IPAddress? {
        guard bytes.count >= 24 else { return nil }
        return switch Int32(bytes.loadUnaligned(as: sa_family_t.self)) {
        case AF_INET: IPAddress(bytes: bytes[4..<8])
        case AF_INET6: IPAddress(bytes: bytes[8..<24])
        default: nil
        }
    }
}
