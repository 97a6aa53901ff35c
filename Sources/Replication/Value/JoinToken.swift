import Model

/// A one-time invitation of a node: a secret, and the identity of the node that issued it.
public struct JoinToken: Sendable, Hashable {
    /// The secret.
    ///
    /// **Shape:** ``secretLength`` random bytes.
    public let secret: [UInt8]
    /// The identity of the issuer, which the new node verifies before it sends anything.
    public let issuer: Fingerprint
    /// The name of the issuer.
    public let node: String

    /// The number of bytes of a secret.
    public static let secretLength = 16
    /// The time for which a token is valid.
    ///
    /// **Unit:** seconds.
    public static let lifetime: Int64 = 600

    private static let form: UInt8 = 1

    /// Creates a token with a random secret.
    public init(issuer: Fingerprint, node: String) {
        var random = SystemRandomNumberGenerator()
        secret = (0..<Self.secretLength).map { _ in UInt8.random(in: 0...255, using: &random) }
        self.issuer = issuer
        self.node = node
    }

    /// Parses the text of a token, without the white space around it; nil for any other text.
    public init?(_ text: some StringProtocol) {
        let letters = text.utf8.drop { $0 <= 0x20 }
        guard letters.count <= 512 else { return nil }
        guard let bytes = Base64.urlDecoded(letters.prefix { $0 > 0x20 }),
            bytes.first == Self.form
        else { return nil }
        let (start, end) = (1 + Self.secretLength, 1 + Self.secretLength + Digest.length)
        guard bytes.count > end, let digest = Digest(bytes: Array(bytes[start..<end])),
            let name = String(validating: bytes[end...], as: UTF8.self), NodeName.isValid(name)
        else { return nil }
        secret = Array(bytes[1..<start])
        issuer = Fingerprint(digest)
        node = name
    }

    /// The key of proofs, which the issuer keeps instead of the secret.
    public var key: Digest { Digest(of: Array("ballast token\0".utf8) + secret) }

    /// Returns the proof that a node with this name and certificate has the token.
    public func proof(server: Fingerprint, joiner: Fingerprint, name: String) -> Digest {
        Self.proof(key: key, server: server, joiner: joiner, name: name)
    }

    /// Returns the proof by the key of a token: HMAC-SHA256 over both identities and the name.
    public static func proof(
        key: Digest, server: Fingerprint, joiner: Fingerprint, name: String
    ) -> Digest {
        authenticationCode(
            key: key.bytes, server.digest.bytes + joiner.digest.bytes + Array(name.utf8))
    }
}

extension JoinToken: CustomStringConvertible {
    /// The text: Base64 for URLs without padding.
    ///
    /// **Source:** RFC 4648 section 5.
    public var description: String {
        let bytes = [Self.form] + secret + issuer.digest.bytes + Array(node.utf8)
        return Base64.urlEncoded(bytes)
    }
}
