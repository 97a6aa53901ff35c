internal import COpenSSL

/// Roots that clients are taken to trust.
///
/// Ballast looks only whether they issued a certificate of a chain, to tell a complete chain from
/// one that lacks an intermediate, and to find where a chain may end. It trusts nobody because of
/// it.
public final class TrustAnchors {
    private let store: Owned

    /// The system's roots (Debian's package ca-certificates), and those of a file besides.
    ///
    /// - Parameter file: certificates as PEM, for a certificate authority of one's own.
    ///
    /// **Errors:** the file can't be read, or has no certificate.
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

    /// Whether the issuer of this certificate is one of the roots, or it is a root itself.
    public func knowIssuer(of certificate: Certificate) -> Bool {
        issuer(of: certificate) != nil
    }

    /// The root that issued this certificate, one that is good now before others; nil: none is
    /// known.
    func issuer(of certificate: Certificate) -> Certificate? {
        defer { _ = ErrorQueue() }
        // What can't be read again, or has no memory to be looked for, is not known.
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
                    // One that can't be read into values is of no use.
                    return try? Certificate(der: encoding { i2d_X509(issuer, $0) })
                }
            }
        }
    }
}
