internal import COpenSSL

/// A key that is derived from a passphrase, and that seals bytes.
///
/// **Source:** PBKDF2 with HMAC-SHA-256 (RFC 8018 section 5.2), AES-256-GCM (NIST SP 800-38D).
public struct PassphraseKey {
    private let key: SecretBytes

    /// The rounds of a new key.
    public static let usualRounds = 600_000
    /// The rounds that are accepted: fewer protect little, and more only cost time.
    public static let rounds = 100_000...10_000_000
    /// The number of bytes of a salt.
    public static let saltLength = 16
    /// The bytes that sealing adds: a nonce before and a tag after the contents.
    public static let overhead = nonceLength + tagLength
    private static let nonceLength = 12
    private static let tagLength = 16

    /// Derives the key.
    ///
    /// - Parameters:
    ///   - salt: ``saltLength`` random bytes.
    ///   - rounds: one of ``rounds``.
    ///
    /// **Errors:** an empty passphrase; another salt or number of rounds; those of OpenSSL.
    public init(
        _ passphrase: SecretBytes, salt: [UInt8], rounds: Int
    ) throws(CertificateFailure) {
        let operation = "derive a key from the passphrase"
        guard passphrase.count > 0 else {
            throw CertificateFailure(operation, "the passphrase is empty")
        }
        guard salt.count == Self.saltLength, Self.rounds.contains(rounds) else {
            throw CertificateFailure(
                operation, "the salt has \(salt.count) bytes, and there are \(rounds) rounds")
        }
        var isDone = false
        let key = SecretBytes(capacity: 32) { memory in
            passphrase.withBytes { text in
                isDone =
                    PKCS5_PBKDF2_HMAC(
                        text.bindMemory(to: CChar.self).baseAddress, Int32(text.count), salt,
                        Int32(salt.count), Int32(rounds), EVP_sha256(), 32,
                        memory.bindMemory(to: UInt8.self).baseAddress) == 1
            }
            return 32
        }
        guard isDone else { throw .noted(operation) }
        self.key = key
    }

    /// Returns random bytes.
    ///
    /// **Errors:** those of OpenSSL.
    public static func random(_ count: Int) throws(CertificateFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw .noted("get random bytes") }
        return bytes
    }

    /// Returns a nonce, the encrypted bytes and their tag.
    ///
    /// - Parameter name: the name of the contents, which must be the same when they are opened.
    ///
    /// **Errors:** those of OpenSSL.
    public func sealed(
        _ bytes: [UInt8], as name: String
    ) throws(CertificateFailure) -> [UInt8] {
        let operation = "encrypt \(name)"
        let nonce = try Self.random(Self.nonceLength)
        var output = [UInt8](repeating: 0, count: bytes.count)
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        let isDone = try run(operation) { context, key in
            var count: Int32 = 0
            return EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
                && EVP_EncryptUpdate(context, nil, &count, Array(name.utf8), Int32(name.utf8.count))
                    == 1
                && EVP_EncryptUpdate(context, &output, &count, bytes, Int32(bytes.count)) == 1
                && EVP_EncryptFinal_ex(context, nil, &count) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagLength), &tag) == 1
        }
        guard isDone else { throw .noted(operation) }
        return nonce + output + tag
    }

    /// Returns the bytes of ``sealed(_:as:)``.
    ///
    /// **Errors:** another passphrase, other bytes, or another name.
    public func opened(
        _ sealed: [UInt8], as name: String
    ) throws(CertificateFailure) -> [UInt8] {
        let operation = "decrypt \(name)"
        guard sealed.count >= Self.overhead else {
            throw CertificateFailure(operation, "it is too short")
        }
        let nonce = Array(sealed.prefix(Self.nonceLength))
        let bytes = Array(sealed.dropFirst(Self.nonceLength).dropLast(Self.tagLength))
        var tag = Array(sealed.suffix(Self.tagLength))
        var output = [UInt8](repeating: 0, count: bytes.count)
        let isDone = try run(operation) { context, key in
            var count: Int32 = 0
            return EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1
                && EVP_DecryptUpdate(context, nil, &count, Array(name.utf8), Int32(name.utf8.count))
                    == 1
                && EVP_DecryptUpdate(context, &output, &count, bytes, Int32(bytes.count)) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagLength), &tag) == 1
                && EVP_DecryptFinal_ex(context, nil, &count) == 1
        }
        guard isDone else {
            ERR_clear_error()
            throw CertificateFailure(
                operation, "the passphrase is wrong, or the contents were changed")
        }
        return output
    }

    /// Returns the seal of bytes, which only the passphrase can make: HMAC-SHA-256 (RFC 2104) with
    /// a key of its own.
    ///
    /// **Errors:** those of OpenSSL.
    public func seal(of bytes: [UInt8]) throws(CertificateFailure) -> [UInt8] {
        var own = try code(of: Array("ballast backup seal".utf8), with: key)
        let sealKey = SecretBytes(own)
        OPENSSL_cleanse(&own, own.count)
        return try code(of: bytes, with: sealKey)
    }

    /// Checks a seal.
    ///
    /// **Errors:** another passphrase, or other bytes.
    public func requireSeal(
        _ seal: [UInt8], of bytes: [UInt8]
    ) throws(CertificateFailure) {
        let own = try self.seal(of: bytes)
        guard seal.count == own.count, CRYPTO_memcmp(seal, own, own.count) == 0 else {
            throw CertificateFailure(
                "check the seal", "the passphrase is wrong, or the archive was changed")
        }
    }

    private func code(
        of bytes: [UInt8], with key: SecretBytes
    ) throws(CertificateFailure) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 32)
        let isDone = key.withBytes { key in
            EVP_Q_mac(
                nil, "HMAC", nil, "SHA256", nil, key.baseAddress, key.count, bytes, bytes.count,
                &output, output.count, nil) != nil
        }
        guard isDone else { throw .noted("seal the backup") }
        return output
    }

    private func run(
        _ operation: String, _ body: (OpaquePointer, UnsafePointer<UInt8>?) -> Bool
    ) throws(CertificateFailure) -> Bool {
        let context = try Owned(EVP_CIPHER_CTX_new(), operation) { EVP_CIPHER_CTX_free($0) }
        return context.use { pointer in
            key.withBytes { body(pointer, $0.bindMemory(to: UInt8.self).baseAddress) }
        }
    }
}
