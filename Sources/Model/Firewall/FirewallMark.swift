/// Bits of a firewall mark: a value under a mask.
public struct FirewallMark: Sendable, Hashable {
    /// The value; bits outside the mask are 0.
    public let value: UInt32
    /// The bits that are compared or replaced.
    public let mask: UInt32

    /// Creates a mark.
    public init(_ value: UInt32, mask: UInt32 = .max) {
        self.value = value & mask
        self.mask = mask
    }

    /// Whether a packet's mark has this value under the mask.
    public func matches(_ mark: UInt32) -> Bool { mark & mask == value }

    /// Returns the mark of a packet after the bits under the mask were replaced.
    public func replacing(in mark: UInt32) -> UInt32 { mark & ~mask | value }
}

extension FirewallMark: LosslessStringConvertible {
    /// `0x1`, or `0x1/0xff` with a mask.
    public var description: String {
        let text = "0x" + String(value, radix: 16)
        return mask == .max ? text : text + "/0x" + String(mask, radix: 16)
    }

    /// Parses a value with or without a mask, each decimal or hexadecimal.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let value = Self.number(first) else {
            return nil
        }
        guard parts.count == 2 else {
            self.init(value)
            return
        }
        guard let mask = Self.number(parts[1]) else { return nil }
        self.init(value, mask: mask)
    }

    private static func number(_ text: Substring) -> UInt32? {
        let lower = text.lowercased()
        return lower.hasPrefix("0x") ? UInt32(lower.dropFirst(2), radix: 16) : UInt32(lower)
    }
}
