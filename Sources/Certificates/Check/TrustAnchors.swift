internal import COpenSSL

/// Root certificates that clients are assumed to trust.
///
/// Ballast only checks whether they issued a certificate of a chain, to distinguish a complete
/// chain from one without an intermediate, and to find the possible end of a chain. It does not
/// trust any peer because of them.
public final class TrustAnchors {
    private let store: Owned

    /// Reads the system's roots (Debian's package ca-certificates), and those of a file.
    ///
    /// - Parameter file: PEM certificates of a private certificate authority.
    ///
    /// **Errors:** the file is unreadable, or has no certificate.
    public init(system: Bool = true, file: String? = nil) throws(CertificateFailure) {
        store = try Owned(X509_STORE_new(), "look for roots") { X509_STORE_free($0) }
        try store.use { (store) throws(CertificateFailure) in
            if system { X509_STORE_set_default_paths(store) }
            if let file {
                try require(X509_STORE_load_file(store, file), "read the roots of \(file)")
            }
        }
        _ = ErrorQueue()
    }

    /// Whether the certificate is a root, or issued by one of the roots.
    public func knowIssuer(of certificate: Certificate) -> Bool {
        issuer(of: certificate) != nil
    }

    /// Whether the certificate is self-signed and one of the roots.
    func hasRoot(_ certificate: Certificate) -> Bool {
        certificate.isSelfSigned && knowIssuer(of: certificate)
    }

    /// The root that issued this certificate, preferably a currently valid one; nil: unknown.
    func issuer(of certificate: Certificate) -> Certificate? {
        defer { _ = ErrorQueue() }
        // A certificate that cannot be parsed again, or searched for lack of memory, is unknown.
        guard let certificate = try? certificate.opened(),
            let search = try? Owned(
                X509_STORE_CTX_new(), "look for a root", release: { X509_STORE_CTX_free($0) })
        else { return nil }
        return store.use { store in
            certificate.use { certificate in
                search.use { search in
                    guard X509_STORE_CTX_init(search, store, certificate, nil) == 1 else {
                        return nil
                    }
                    var issuer: OpaquePointer?
                    guard X509_STORE_CTX_get1_issuer(&issuer, search, certificate) == 1,
                        let issuer
                    else { return nil }
                    defer { X509_free(issuer) }
                    guard X509_verify(certificate, X509_get0_pubkey(issuer)) == 1 else {
                        return nil
                    }
                    // A root that cannot be parsed into values is useless.
                    return try? Certificate(der: encoding { i2d_X509(issuer, $0) })
                }
            }
        }
    }
}
