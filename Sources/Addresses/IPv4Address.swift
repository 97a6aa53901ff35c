/// An IPv4 address as a value.
///
/// Source: RFC 791.
public struct IPv4Address: Sendable, Hashable {
    /// The 32 bits, most significant first: `10.0.0.1` is `0x0a000001`.
    public let rawValue: UInt32

    /// Creates an address from its 32 bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Parses four decimal numbers of 0...255 with dots between.
    ///
    /// **Errors:** nil for anything else, leading zeros included (`010` is octal to some programs).
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    public init?<Text: StringProtocol>(_ text: Text) {
        var value: UInt32 = 0
        var parts = 0
        var digits = 0
        var part: UInt32 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if digits > 0 && part == 0 { return nil }
                part = part * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                if part > 255 { return nil }
            case UInt8(ascii: "."):
                if digits == 0 || parts == 3 { return nil }
                value = value << 8 | part
                parts += 1
                digits = 0
                part = 0
            default:
                return nil
            }
        }
        guard parts == 3, digits > 0 else { return nil }
        self.init(rawValue: value << 8 | part)
    }

    /// The four bytes in network order.
    public var bytes: [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) }
    }
}

extension IPv4Address: Comparable {
    /// Numeric order.
    public static func < (left: IPv4Address, right: IPv4Address) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension IPv4Address: CustomStringConvertible {
    /// Dotted decimal.
    public var description: String {
        String(unsafeUninitializedCapacity: 15) { buffer in
            var count = 0
            func add(_ byte: UInt8) {
                buffer[count] = byte
                count += 1
            }
            for place in UInt32(0)..<4 {
                if count > 0 { add(UInt8(ascii: ".")) }
                let number = UInt8(truncatingIfNeeded: rawValue >> (24 - 8 * place))
                if number >= 100 { add(UInt8(ascii: "0") + number / 100) }
                if number >= 10 { add(UInt8(ascii: "0") + number / 10 % 10) }
                add(UInt8(ascii: "0") + number % 10)
            }
            return count
        }
    }
}
