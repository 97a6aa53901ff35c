/// An address with the length of its network part; host bits are kept: `10.0.0.100/24`.
public struct Prefix: Sendable, Hashable {
    /// The address as written, host bits included.
    public let address: IPAddress
    /// Number of network bits: 0...32 or 0...128.
    public let length: UInt8

    /// **Errors:** nil when the length is more than the family has.
    public init?(_ address: IPAddress, length: UInt8) {
        guard length <= address.family.bits else { return nil }
        self.address = address
        self.length = length
    }

    /// Creates the prefix of a host: /32 or /128.
    public init(host address: IPAddress) {
        self.address = address
        self.length = address.family.bits
    }

    /// `ADDRESS/LENGTH`.
    ///
    /// **Errors:** nil for anything else; a length is required.
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    public init?<Text: StringProtocol>(_ text: Text) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parts[0]),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            parts[1] == "0" || !parts[1].hasPrefix("0"), let length = UInt8(parts[1])
        else { return nil }
        self.init(address, length: length)
    }

    /// The network, host bits cleared.
    public var network: Prefix {
        let masked: IPAddress =
            switch address {
            case .v4(let address):
                .v4(IPv4Address(rawValue: address.rawValue & ~Self.hostBits(32 - length)))
            case .v6(let address):
                .v6(
                    IPv6Address(
                        high: address.high & ~Self.hostBits(64 - min(length, 64)),
                        low: address.low & ~Self.hostBits(128 - max(length, 64))))
            }
        return Prefix(masked, of: length)
    }

    private init(_ address: IPAddress, of length: UInt8) {
        self.address = address
        self.length = length
    }

    /// Returns a number whose last bits are set, this many.
    private static func hostBits<Number: FixedWidthInteger>(_ count: UInt8) -> Number {
        ~(~0 << Number(count))
    }

    /// The last address of the network.
    public var last: IPAddress {
        switch address {
        case .v4(let address):
            .v4(IPv4Address(rawValue: address.rawValue | Self.hostBits(32 - length)))
        case .v6(let address):
            .v6(
                IPv6Address(
                    high: address.high | Self.hostBits(64 - min(length, 64)),
                    low: address.low | Self.hostBits(128 - max(length, 64))))
        }
    }

    /// The broadcast address of an IPv4 network; nil: it has none.
    ///
    /// Networks of two addresses have none. Source: RFC 3021.
    public var broadcast: IPAddress? {
        guard case .v4(let address) = address, (1...30).contains(length) else { return nil }
        return .v4(IPv4Address(rawValue: address.rawValue | UInt32.max >> UInt32(length)))
    }

    /// Whether the address lies in this network.
    public func contains(_ other: IPAddress) -> Bool {
        switch (address, other) {
        case (.v4(let mine), .v4(let theirs)):
            length == 0 || (mine.rawValue ^ theirs.rawValue) >> (32 - UInt32(length)) == 0
        case (.v6(let mine), .v6(let theirs)):
            if length == 0 {
                true
            } else if length <= 64 {
                (mine.high ^ theirs.high) >> (64 - UInt64(length)) == 0
            } else {
                mine.high == theirs.high && (mine.low ^ theirs.low) >> (128 - UInt64(length)) == 0
            }
        default:
            false
        }
    }
}

extension Prefix: Comparable {
    /// By address, then the shorter prefix first.
    public static func < (left: Prefix, right: Prefix) -> Bool {
        left.address == right.address ? left.length < right.length : left.address < right.address
    }
}

extension Prefix: LosslessStringConvertible {
    /// `ADDRESS/LENGTH`.
    public var description: String { "\(address)/\(length)" }
}

extension Prefix: TextCodable {}
