/// The identity of a peer: the SHA-256 digest of its certificate in DER.
public struct Fingerprint: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
    /// The digest.
    public let digest: Digest

    /// Creates the fingerprint with this digest.
    public init(_ digest: Digest) {
        self.digest = digest
    }

    /// Computes the fingerprint of a certificate in DER.
    public init(certificate: [UInt8]) {
        digest = Digest(of: certificate)
    }

    /// Parses 64 hexadecimal digits in lower case; nil for any other text.
    public init?(hex: some StringProtocol) {
        guard let digest = Digest(hex: hex) else { return nil }
        self.digest = digest
    }

    /// Decodes the hexadecimal text.
    public init(from decoder: any Decoder) throws {
        digest = try Digest(from: decoder)
    }

    /// Encodes the hexadecimal text.
    public func encode(to encoder: any Encoder) throws {
        try digest.encode(to: encoder)
    }

    /// By bytes.
    public static func < (left: Fingerprint, right: Fingerprint) -> Bool {
        left.digest < right.digest
    }

    /// 64 hexadecimal digits in lower case.
    public var description: String { digest.hex }
}
