internal import COpenSSL

/// The certificates by which nodes verify each other.
public struct PeerAuthorities: Sendable, Hashable {
    private let certificates: [Certificate]

    /// A use of a certificate in a TLS connection.
    enum Use: String, CaseIterable {
        /// The node accepts the connection.
        case server = "ssl_server"
        /// The node opens the connection.
        case client = "ssl_client"

        /// The name of the extended key usage.
        ///
        /// Source: RFC 5280 section 4.2.1.12.
        var keyUsage: String { self == .server ? "serverAuth" : "clientAuth" }
    }

    /// The reason that a certificate is refused.
    enum Refusal: Hashable {
        /// It is not for this use.
        case use(Use)
        /// OpenSSL's reason, and the certificate of the chain that it is about.
        case chain(String, Certificate?)
    }

    private static let operation = "verify the certificate of a node"

    /// Reads a file of certificates in PEM.
    ///
    /// **Errors:** no PEM, no certificate, or damage.
    public init(_ bytes: SecretBytes) throws(CertificateFailure) {
        certificates = try FileContents(pem: bytes).certificates
        guard !certificates.isEmpty else {
            throw CertificateFailure("read the file", "it has no certificate")
        }
    }

    /// Returns the reason that a peer refuses a certificate; nil: it is verified.
    ///
    /// **Source:** SSL_set_verify(3), X509_verify_cert(3).
    ///
    /// - Parameter chain: the certificate, and those that are sent with it.
    ///
    /// **Errors:** OpenSSL's reasons, when it can't verify.
    func refusal(
        of chain: [Certificate], as use: Use, at now: UTCTime
    ) throws(CertificateFailure) -> Refusal? {
        defer { _ = ErrorQueue() }
        guard let leaf = chain.first else { return nil }
        let store = try Owned(X509_STORE_new(), Self.operation) { X509_STORE_free($0) }
        for certificate in certificates {
            let opened = try certificate.opened()
            try store.use { (store) throws(CertificateFailure) in
                try require(opened.use { X509_STORE_add_cert(store, $0) }, Self.operation)
            }
        }
        let sent = try Owned(OPENSSL_sk_new_null(), Self.operation) {
            ballast_free_certificates($0)
        }
        for certificate in chain.dropFirst() {
            let opened = try certificate.opened()
            try sent.use { (sent) throws(CertificateFailure) in
                try require(
                    opened.use { X509_add_cert(sent, $0, X509_ADD_FLAG_UP_REF) }, Self.operation)
            }
        }
        let own = try leaf.opened()
        let search = try Owned(X509_STORE_CTX_new(), Self.operation) { X509_STORE_CTX_free($0) }
        return try search.use { (search) throws(CertificateFailure) in
            let isReady = store.use { store in
                own.use { own in
                    sent.use { sent in X509_STORE_CTX_init(search, store, own, sent) }
                }
            }
            try require(isReady, Self.operation)
            try require(X509_STORE_CTX_set_default(search, use.rawValue), Self.operation)
            X509_STORE_CTX_set_time(search, 0, time_t(now.seconds))
            guard X509_verify_cert(search) != 1 else { return nil }
            return Self.refusal(in: search, as: use)
        }
    }

    private static func refusal(in search: OpaquePointer, as use: Use) -> Refusal {
        let error = X509_STORE_CTX_get_error(search)
        if error == X509_V_ERR_INVALID_PURPOSE, X509_STORE_CTX_get_error_depth(search) == 0 {
            return .use(use)
        }
        let reason =
            X509_verify_cert_error_string(Int(error)).map { String(cString: $0) } ?? "\(error)"
        // A certificate that can't be parsed again is not named.
        let certificate = X509_STORE_CTX_get_current_cert(search).flatMap { pointer in
            try? Certificate(der: encoding { i2d_X509(pointer, $0) })
        }
        return .chain(reason, certificate)
    }
}

extension FileContents {
    /// Parses PEM, the only form that HAProxy reads.
    ///
    /// **Errors:** as ``init(_:password:)``, and other forms.
    init(pem bytes: SecretBytes) throws(CertificateFailure) {
        let isPEM = try bytes.withBytes { (bytes) throws(CertificateFailure) in
            try !PEMBlock.all(in: bytes).isEmpty
        }
        guard isPEM else {
            throw CertificateFailure(
                "read the file", "it is not PEM",
                hint: "it has lines such as `-----BEGIN CERTIFICATE-----`")
        }
        try self.init(bytes)
    }
}
