import COpenSSL

/// Hashes and ciphers of logins, from OpenSSL.
///
/// Uses a library context that reads no configuration file: RADIUS and old logins need MD5 and
/// SHA-1 even on a host whose OpenSSL is restricted to FIPS algorithms.
enum Hashing {
    static func md5(_ bytes: [UInt8]) -> [UInt8] { digest("MD5", bytes) }
    static func sha1(_ bytes: [UInt8]) -> [UInt8] { digest("SHA1", bytes) }
    static func sha256(_ bytes: [UInt8]) -> [UInt8] { digest("SHA2-256", bytes) }

    /// Source: RFC 2104.
    static func hmacMD5(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        authentication("MD5", bytes, key: key)
    }

    /// Source: RFC 2104.
    static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        authentication("SHA2-256", bytes, key: key)
    }

    /// PBKDF2 with HMAC-SHA-256, 32 bytes; nil when the library fails.
    ///
    /// Source: RFC 8018 section 5.2.
    static func pbkdf2(_ password: [UInt8], salt: [UInt8], rounds: Int) -> [UInt8]? {
        guard let rounds = CInt(exactly: rounds), rounds > 0,
            let digest = EVP_MD_fetch(context, "SHA2-256", nil)
        else { return nil }
        defer { EVP_MD_free(digest) }
        var key = [UInt8](repeating: 0, count: 32)
        let length = CInt(key.count)
        // One more byte gives an empty password an address: without one OpenSSL searches for a NUL.
        let secret = password.map(CChar.init(bitPattern:)) + [0]
        let done = PKCS5_PBKDF2_HMAC(
            secret, CInt(password.count), salt, CInt(salt.count), rounds, digest, length, &key)
        return done == 1 ? key : nil
    }

    /// RSA with OAEP and SHA-1 for the key in this PEM text; nil for a text without such a key.
    ///
    /// **Range:** keys of 2,048 bits or more.
    static func rsa(_ bytes: [UInt8], pem: String) -> [UInt8]? {
        // The reason is useless: the server chose the key.
        defer { ERR_clear_error() }
        let text = Array(pem.utf8)
        guard let file = BIO_new_mem_buf(text, CInt(text.count)) else { return nil }
        defer { BIO_free(file) }
        guard let key = PEM_read_bio_PUBKEY_ex(file, nil, nil, nil, context, nil) else {
            return nil
        }
        defer { EVP_PKEY_free(key) }
        guard EVP_PKEY_get_bits(key) >= 2048,
            let operation = EVP_PKEY_CTX_new_from_pkey(context, key, nil)
        else { return nil }
        defer { EVP_PKEY_CTX_free(operation) }
        guard EVP_PKEY_encrypt_init(operation) == 1,
            EVP_PKEY_CTX_set_rsa_padding(operation, RSA_PKCS1_OAEP_PADDING) == 1
        else { return nil }
        var cipher = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(key)))
        var length = cipher.count
        guard EVP_PKEY_encrypt(operation, &cipher, &length, bytes, bytes.count) == 1 else {
            return nil
        }
        return Array(cipher.prefix(length))
    }

    /// The library context; never freed.
    private static let contextAddress = UInt(bitPattern: OSSL_LIB_CTX_new())
    private static var context: OpaquePointer? { OpaquePointer(bitPattern: contextAddress) }

    private static func digest(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length = result.count
        let done = EVP_Q_digest(context, name, nil, bytes, bytes.count, &result, &length)
        precondition(done == 1, "OpenSSL has no memory for \(name)")
        return Array(result.prefix(length))
    }

    private static func authentication(
        _ name: String, _ bytes: [UInt8], key: [UInt8]
    ) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length = result.count
        // OpenSSL needs an address even without a key.
        let done = EVP_Q_mac(
            context, "HMAC", nil, name, nil, key.isEmpty ? [0] : key, key.count, bytes,
            bytes.count, &result, result.count, &length)
        precondition(done != nil, "OpenSSL has no memory for HMAC with \(name)")
        return Array(result.prefix(length))
    }
}
