/// An IPv4 or IPv6 address.
public enum IPAddress: Sendable, Hashable {
    /// An IPv4 address.
    case v4(IPv4Address)
    /// An IPv6 address.
    case v6(IPv6Address)

    /// Parses an address of either family.
    ///
    /// **Errors:** nil for any other text; host names are never looked up.
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    public init?<Text: StringProtocol>(_ text: Text) {
        if let address = IPv4Address(text) {
            self = .v4(address)
        } else if let address = IPv6Address(text) {
            self = .v6(address)
        } else {
            return nil
        }
    }

    /// Creates an address from bytes in network order; nil unless there are 4 or 16.
    public init?(bytes: some Collection<UInt8>) {
        if bytes.count == 4 {
            self = .v4(IPv4Address(rawValue: bytes.reduce(0) { $0 << 8 | UInt32($1) }))
        } else if let address = IPv6Address(bytes: bytes) {
            self = .v6(address)
        } else {
            return nil
        }
    }

    /// The family of the address.
    public var family: AddressFamily {
        switch self {
        case .v4: .ipv4
        case .v6: .ipv6
        }
    }

    /// 4 or 16 bytes in network order.
    public var bytes: [UInt8] {
        switch self {
        case .v4(let address): address.bytes
        case .v6(let address): address.bytes
        }
    }

    /// Whether the address is `0.0.0.0` or `::`.
    public var isUnspecified: Bool {
        switch self {
        case .v4(let address): address.rawValue == 0
        case .v6(let address): address.high == 0 && address.low == 0
        }
    }

    /// Whether the address is in fe80::/10 (RFC 4291 section 2.5.6).
    public var isLinkLocal: Bool {
        guard case .v6(let address) = self else { return false }
        return address.high >> 54 == 0x3fa
    }

    /// Whether the address is in 127.0.0.0/8 (RFC 1122 section 3.2.1.3) or is ::1 (RFC 4291).
    public var isLoopback: Bool {
        switch self {
        case .v4(let address): address.rawValue >> 24 == 127
        case .v6(let address): address.high == 0 && address.low == 1
        }
    }

    /// Whether the address is in 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291).
    public var isMulticast: Bool {
        switch self {
        case .v4(let address): address.rawValue >> 28 == 0xe
        case .v6(let address): address.high >> 56 == 0xff
        }
    }
}

extension IPAddress: Comparable {
    /// IPv4 before IPv6, then numeric order.
    public static func < (left: IPAddress, right: IPAddress) -> Bool {
        switch (left, right) {
        case (.v4(let left), .v4(let right)): left < right
        case (.v6(let left), .v6(let right)): left < right
        case (.v4, .v6): true
        case (.v6, .v4): false
        }
    }
}

extension IPAddress: LosslessStringConvertible {
    /// Dotted decimal or RFC 5952 text.
    public var description: String {
        switch self {
        case .v4(let address): address.description
        case .v6(let address): address.description
        }
    }
}

extension IPAddress: TextCodable {}
