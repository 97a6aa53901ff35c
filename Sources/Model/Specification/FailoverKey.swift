/// A secret that the nodes of a cluster share.
public struct FailoverKey: Sendable, Hashable {
    /// The number of the key in packets, unique among the keys.
    ///
    /// **Range:** 1...255.
    public var id: UInt8
    /// The secret.
    ///
    /// **Shape:** a text for which ``isUsable(_:)`` holds.
    public var secret: Secret

    /// Creates a key.
    public init(id: UInt8, secret: Secret) {
        self.id = id
        self.secret = secret
    }

    /// The lengths of a secret in bytes.
    public static let lengths = 32...64

    /// Whether a text is a secret: 32...64 bytes, or `hex:` and two digits for each of them.
    public static func isUsable(_ text: String) -> Bool {
        guard text.hasPrefix("hex:") else { return lengths.contains(text.utf8.count) }
        let digits = text.dropFirst(4)
        return digits.utf8.count.isMultiple(of: 2) && lengths.contains(digits.utf8.count / 2)
            && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
    }
}
