internal import COpenSSL

/// A private key, stored by OpenSSL and wiped when it is released.
///
/// Only ``pem()`` reveals it, as secret bytes.
public final class PrivateKey: CustomStringConvertible, CustomReflectable {
    let handle: Owned
    /// The type of the key.
    public let type: KeyType
    /// The public key, DER of a SubjectPublicKeyInfo, which identifies the key.
    public let publicKey: [UInt8]

    init(_ handle: consuming Owned) {
        (type, publicKey) = handle.use { key in
            (KeyType(key: key), encoding { i2d_PUBKEY(key, $0) })
        }
        self.handle = handle
    }

    /// Generates a key.
    ///
    /// **Errors:** OpenSSL's reasons: no randomness, no memory.
    public convenience init(making choice: KeyChoice) throws(CertificateFailure) {
        let key: OpaquePointer? =
            switch choice.type {
            case .rsa(let bits): ballast_rsa_key(bits)
            case .curve(let name, _), .other(let name, _): ballast_curve_key(name)
            }
        self.init(try .key(key, "make a key of the kind \(choice.rawValue)"))
    }

    /// The type of the key, and nothing else.
    public var description: String { "\(type) private key" }

    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Whether it is the key of this certificate: the certificate's public key verifies its
    /// signature.
    public func matches(_ certificate: Certificate) -> Bool {
        defer { _ = ErrorQueue() }
        // A certificate that cannot be parsed again has no matching key.
        guard let other = try? certificate.opened() else { return false }
        return handle.use { key in
            other.use { other in
                guard X509_check_private_key(other, key) == 1 else { return false }
                return Self.signs(key, for: X509_get0_pubkey(other))
            }
        }
    }

    /// The key as an unencrypted PKCS#8 block.
    ///
    /// **Errors:** OpenSSL's reasons.
    public func pem() throws(CertificateFailure) -> SecretBytes {
        let memory = try Owned.memory()
        return try memory.use { (memory) throws(CertificateFailure) in
            let result = handle.use {
                PEM_write_bio_PKCS8PrivateKey(memory, $0, nil, nil, 0, nil, nil)
            }
            try require(result, "write a private key")
            return SecretBytes(written(to: memory))
        }
    }

    private static func signs(_ key: OpaquePointer, for other: OpaquePointer?) -> Bool {
        let message = Array("Ballast: does this key belong to this certificate?".utf8)
        // Without memory for a context there is no signature.
        guard let signing = try? Owned(EVP_MD_CTX_new(), "sign", release: { EVP_MD_CTX_free($0) }),
            let checking = try? Owned(EVP_MD_CTX_new(), "check", release: { EVP_MD_CTX_free($0) })
        else { return false }
        var signature = [UInt8](repeating: 0, count: max(0, Int(EVP_PKEY_get_size(key))))
        var length = signature.count
        let isSigned = signing.use { context in
            EVP_DigestSignInit(context, nil, digest(for: key), nil, key) == 1
                && EVP_DigestSign(context, &signature, &length, message, message.count) == 1
        }
        guard isSigned else { return false }
        return checking.use { context in
            EVP_DigestVerifyInit(context, nil, digest(for: key), nil, other) == 1
                && EVP_DigestVerify(context, signature, length, message, message.count) == 1
        }
    }

    /// SHA-256, or none for keys with their own hash.
    static func digest(for key: OpaquePointer) -> OpaquePointer? {
        [EVP_PKEY_ED25519, EVP_PKEY_ED448].contains(EVP_PKEY_get_base_id(key)) ? nil : EVP_sha256()
    }
}

extension KeyType {
    /// Determines the type of an `EVP_PKEY`.
    init(key: OpaquePointer?) {
        guard let key else {
            self = .other(name: "unknown", bits: 0)
            return
        }
        let bits = Int(EVP_PKEY_get_bits(key))
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA, EVP_PKEY_RSA_PSS: self = .rsa(bits: bits)
        case EVP_PKEY_EC:
            var name = [CChar](repeating: 0, count: 64)
            var length = 0
            let isNamed = EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1
            let text = String(
                decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            self = .curve(name: isNamed ? text : "explicit curve", bits: bits)
        default:
            let name = EVP_PKEY_get0_type_name(key).map { String(cString: $0) }
            self = .other(name: name ?? "unknown", bits: bits)
        }
    }
}
