/// A secret that the routers of a group share.
///
/// Its description does not have the secret.
public struct PacketKey: Sendable, Hashable, CustomStringConvertible {
    /// The number of the key on the wire, 1...255.
    public let id: UInt8
    /// The secret.
    ///
    /// **Shape:** 32...64 bytes.
    public let bytes: [UInt8]

    /// The lengths of a secret in bytes.
    ///
    /// Source: keepalived's `VRRP_AUTH_HMAC_KEY_MIN` and `VRRP_AUTH_HMAC_KEY_MAX`.
    public static let lengths = 32...64

    /// Creates a key; nil for number 0, or for a secret of another length.
    public init?(id: UInt8, bytes: [UInt8]) {
        guard id > 0, Self.lengths.contains(bytes.count) else { return nil }
        self.id = id
        self.bytes = bytes
    }

    /// Creates a key from a text as keepalived reads it: `hex:` and digits, or the bytes of the
    /// text; nil for number 0, for an odd digit, or for a secret of another length.
    public init?(id: UInt8, text: String) {
        guard text.hasPrefix("hex:") else {
            self.init(id: id, bytes: Array(text.utf8))
            return
        }
        let digits = text.dropFirst(4).map { $0.isASCII ? $0.hexDigitValue : nil }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        self.init(id: id, bytes: bytes)
    }

    /// "key 1".
    public var description: String { "key \(id)" }

    /// The secret as `hex:` and digits.
    public var text: String {
        "hex:" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
