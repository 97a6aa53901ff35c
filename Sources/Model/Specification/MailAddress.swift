import Addresses

/// A mail address that needs no quoting.
///
/// Source: RFC 5321 section 4.1.2, `Mailbox` with a dot-string; ASCII only.
public struct MailAddress: Sendable, Hashable {
    /// `ops@example.org`.
    public var text: String

    /// The part after the at sign.
    public var domain: String { String(text.drop { $0 != "@" }.dropFirst()) }
}

extension MailAddress: LosslessStringConvertible {
    /// The address.
    public var description: String { text }

    /// Parses an address of at most 254 bytes.
    ///
    /// **Errors:** nil for any other text.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, parts[0].count <= 64,
            Self.isDotted(parts[0], also: "!#$%&'*+-/=?^_`{|}~"),
            Self.isDotted(parts[1], also: "-") || Self.isLiteral(parts[1])
        else { return nil }
        self.text = text
    }

    private static func isDotted(_ bytes: Substring.UTF8View, also punctuation: String) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.allSatisfy { isAlphanumeric($0) || punctuation.utf8.contains($0) }
        }
    }

    private static func isLiteral(_ bytes: Substring.UTF8View) -> Bool {
        bytes.first == UInt8(ascii: "[") && bytes.last == UInt8(ascii: "]") && bytes.count > 2
            && bytes.dropFirst().dropLast().allSatisfy {
                isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}

extension MailAddress: TextCodable {}
