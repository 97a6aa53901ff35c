internal import COpenSSL

/// A SHA-256 digest of bytes that arrive in parts.
///
/// **Source:** `EVP_DigestInit(3)`.
public struct DigestStream: ~Copyable {
    private let context: OpaquePointer

    /// Creates a stream without bytes.
    public init() {
        guard let context = EVP_MD_CTX_new() else {
            preconditionFailure("there is memory for a digest")
        }
        self.context = context
        precondition(
            EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1, "OpenSSL provides SHA-256")
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        precondition(
            EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1,
            "a started digest takes bytes")
    }

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Returns the digest of all bytes.
    public consuming func finish() -> Digest {
        var bytes = [UInt8](repeating: 0, count: Digest.length)
        var length: UInt32 = 0
        precondition(
            EVP_DigestFinal_ex(context, &bytes, &length) == 1, "a started digest can be ended")
        guard let digest = Digest(bytes: bytes) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        return digest
    }
}
