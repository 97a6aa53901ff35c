/// The two versions of IP.
public enum AddressFamily: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// RFC 791: 4 bytes.
    case ipv4
    /// RFC 4291: 16 bytes.
    case ipv6

    /// Number of bits in an address of this family: 32 or 128.
    public var bits: UInt8 { self == .ipv4 ? 32 : 128 }

    /// IPv4 sorts before IPv6.
    public static func < (left: AddressFamily, right: AddressFamily) -> Bool {
        left == .ipv4 && right == .ipv6
    }
}
