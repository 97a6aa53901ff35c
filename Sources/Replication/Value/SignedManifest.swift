import Model

/// An encoded manifest with the signature of its author.
public struct SignedManifest: Sendable, Hashable {
    /// The encoded manifest.
    public let bytes: [UInt8]
    /// The signature: ECDSA with P-256 and SHA-256, in DER, over a prefix and ``bytes``.
    public let signature: [UInt8]
    /// The certificate whose key signed.
    public let signer: Fingerprint

    /// The most bytes of a signature.
    public static let signatureLimit = 128
    /// The most bytes of the encoded form.
    public static let limit = ManifestLimits.manifest + 1024

    /// Creates a manifest with its signature.
    public init(bytes: [UInt8], signature: [UInt8], signer: Fingerprint) {
        self.bytes = bytes
        self.signature = signature
        self.signer = signer
    }

    /// The identity of the generation: the digest of ``bytes``.
    public var id: Digest { Digest(of: bytes) }

    /// The form on the wire and on disk: a line with signer and signature, then ``bytes``.
    public func encoded() -> [UInt8] {
        Array("\(Self.word) \(signer) \(Base64.encoded(signature))\n".utf8) + bytes
    }

    /// Parses the encoded form without a check of the signature; nil for other bytes.
    public init?(encoded: [UInt8]) {
        guard encoded.count <= Self.limit,
            let end = encoded.prefix(512).firstIndex(of: UInt8(ascii: "\n")),
            let head = String(validating: encoded[..<end], as: UTF8.self)
        else { return nil }
        let words = head.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == Self.word, let signer = Fingerprint(hex: words[1]),
            let signature = Base64.decoded(words[2]),
            (1...Self.signatureLimit).contains(signature.count)
        else { return nil }
        self.init(bytes: Array(encoded[(end + 1)...]), signature: signature, signer: signer)
        // Base64 can have bits that mean nothing; one generation has one form.
        guard self.encoded() == encoded else { return nil }
    }

    private static let word = "ballast-generation"
}

extension SignedManifest: Codable {
    /// Decodes the encoded form as Base64.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let bytes = Base64.decoded(try value.decode(String.self)),
            let manifest = SignedManifest(encoded: bytes)
        else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "no generation")
        }
        self = manifest
    }

    /// Encodes the encoded form as Base64.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(Base64.encoded(encoded()))
    }
}
