internal import COpenSSL

/// A certificate signing request (CSR).
///
/// **Source:** RFC 2986, PKCS #10.
public struct SigningRequest: Sendable, Hashable {
    /// The request as a PEM block.
    public let pem: String

    /// Creates a request for a key and a subject, signed with the key and SHA-256.
    ///
    /// **Errors:** OpenSSL's reasons.
    public init(key: PrivateKey, for subject: Subject) throws(CertificateFailure) {
        let operation = "make a signing request"
        let request = try Owned.request(X509_REQ_new(), operation)
        pem = try request.use { (request) throws(CertificateFailure) in
            try require(X509_REQ_set_version(request, 0), operation)
            let name = try subject.name.opened()
            try require(name.use { X509_REQ_set_subject_name(request, $0) }, operation)
            let names = try certificateExtension(
                NID_subject_alt_name, subject.configuration, request: request)
            try names.use { (names) throws(CertificateFailure) in
                let all = ballast_one_extension(names)
                guard let all else { throw .noted(operation) }
                defer { ballast_free_list(all) }
                try require(X509_REQ_add_extensions(request, all), operation)
            }
            try key.handle.use { (key) throws(CertificateFailure) in
                try require(X509_REQ_set_pubkey(request, key), operation)
                try require(X509_REQ_sign(request, key, PrivateKey.digest(for: key)), operation)
            }
            return try printed { _ = PEM_write_bio_X509_REQ($0, request) }
        }
    }
}
