/// A 48-bit link-layer address.
///
/// Source: IEEE 802.
public struct MACAddress: Sendable, Hashable {
    /// Six bytes, in the order on the wire.
    public let bytes: [UInt8]

    /// **Errors:** nil unless there are six bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 6 else { return nil }
        self.bytes = Array(bytes)
    }

    /// Parses six pairs of hex digits with colons between.
    ///
    /// **Errors:** nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part -> UInt8? in
            guard part.utf8.count == 2, part.first != "+", part.first != "-" else { return nil }
            return UInt8(part, radix: 16)
        }
        guard parts.count == 6 else { return nil }
        self.init(bytes: bytes)
    }

    /// `ff:ff:ff:ff:ff:ff`.
    public static let broadcast = MACAddress(repeating: 0xff)

    private init(repeating byte: UInt8) {
        bytes = Array(repeating: byte, count: 6)
    }
}

extension MACAddress: LosslessStringConvertible {
    /// Lower-case hex pairs with colons.
    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}

extension MACAddress: TextCodable {}
