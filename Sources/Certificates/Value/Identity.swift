internal import COpenSSL

/// The identity of a TLS server: a key, its certificate, and the chain.
public struct Identity {
    /// The key.
    public let key: PrivateKey
    /// The certificate of the key.
    public let leaf: Certificate
    /// The certificates between ``leaf`` and a root, without the root.
    ///
    /// **Shape:** each has issued the previous one.
    public let chain: [Certificate]

    init(key: PrivateKey, leaf: Certificate, chain: [Certificate] = []) {
        self.key = key
        self.leaf = leaf
        self.chain = chain
    }

    /// The file that HAProxy reads: certificate, chain, key, as PEM.
    ///
    /// **Source:** HAProxy's configuration manual, `crt`.
    ///
    /// **Errors:** OpenSSL's reasons.
    public func pem() throws(CertificateFailure) -> SecretBytes {
        var certificates: [UInt8] = []
        for certificate in [leaf] + chain { certificates += try certificate.pem().utf8 }
        let secret = try key.pem()
        return SecretBytes(capacity: certificates.count + secret.count) { memory in
            memory.copyBytes(from: certificates)
            secret.withBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: memory[certificates.count...])
                    .copyMemory(from: bytes)
            }
            return memory.count
        }
    }
}
