internal import COpenSSL

extension PrivateKey {
    /// Signs a message with SHA-256, or with the hash of the key's own algorithm.
    ///
    /// **Shape:** for a key on a curve, ECDSA in DER. **Source:** `EVP_DigestSign(3)`.
    ///
    /// **Errors:** OpenSSL's reasons.
    public func signature(of message: [UInt8]) throws(CertificateFailure) -> [UInt8] {
        let context = try Owned(EVP_MD_CTX_new(), "sign") { EVP_MD_CTX_free($0) }
        return try context.use { (context) throws(CertificateFailure) in
            try handle.use { (key) throws(CertificateFailure) in
                try require(
                    EVP_DigestSignInit(context, nil, Self.digest(for: key), nil, key), "sign")
                var signature = [UInt8](repeating: 0, count: max(0, Int(EVP_PKEY_get_size(key))))
                var length = signature.count
                try require(
                    EVP_DigestSign(context, &signature, &length, message, message.count), "sign")
                return Array(signature.prefix(length))
            }
        }
    }
}

extension Certificate {
    /// Whether the key of this certificate made a signature of a message.
    public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        defer { _ = ErrorQueue() }
        // A certificate that cannot be parsed again verifies nothing.
        guard let own = try? opened(),
            let context = try? Owned(EVP_MD_CTX_new(), "verify", release: { EVP_MD_CTX_free($0) })
        else { return false }
        return own.use { own in
            context.use { context in
                guard let key = X509_get0_pubkey(own) else { return false }
                return EVP_DigestVerifyInit(
                    context, nil, PrivateKey.digest(for: key), nil, key) == 1
                    && EVP_DigestVerify(
                        context, signature, signature.count, message, message.count) == 1
            }
        }
    }
}
