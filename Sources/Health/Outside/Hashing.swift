import Crypto
import CryptoExtras
import FoundationEssentials

/// The hashes and ciphers of logins, from swift-crypto.
enum Hashing {
    static func md5(_ bytes: [UInt8]) -> [UInt8] { Array(Insecure.MD5.hash(data: bytes)) }
    static func sha1(_ bytes: [UInt8]) -> [UInt8] { Array(Insecure.SHA1.hash(data: bytes)) }
    static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// Source: RFC 2104.
    static func hmacMD5(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<Insecure.MD5>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }

    /// Source: RFC 2104.
    static func hmacSHA256(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }

    /// PBKDF2 with HMAC-SHA-256, 32 bytes of it; nil where the library refuses.
    ///
    /// Source: RFC 8018 section 5.2.
    static func pbkdf2(_ password: [UInt8], salt: [UInt8], rounds: Int) -> [UInt8]? {
        // It refuses no rounds at all, which the caller has refused before.
        let key = try? KDF.Insecure.PBKDF2.deriveKey(
            from: password, salt: salt, using: .sha256, outputByteCount: 32,
            unsafeUncheckedRounds: rounds)
        return key?.withUnsafeBytes { Array($0) }
    }

    /// RSA with OAEP and SHA-1 for the key in this PEM text; nil for what is no such key.
    ///
    /// **Range:** keys of 2,048 bits or more.
    static func rsa(_ bytes: [UInt8], pem: String) -> [UInt8]? {
        // What is wrong with a server's key is of no use to anybody: that it is, is.
        guard let key = try? _RSA.Encryption.PublicKey(pemRepresentation: pem),
            let cipher = try? key.encrypt(bytes, padding: .PKCS1_OAEP)
        else { return nil }
        return Array(cipher)
    }
}
