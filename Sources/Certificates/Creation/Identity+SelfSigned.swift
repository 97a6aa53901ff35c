internal import COpenSSL

extension Identity {
    /// Default lifetime of a self-signed certificate in days.
    ///
    /// Some clients reject a lifetime of more than 398 days, even of a self-signed certificate.
    public static let defaultDays = 397
    /// Valid lifetimes for ``init(selfSigned:for:now:days:)``.
    public static let daysRange = 1...3650

    /// Creates a certificate that its own key signs, to serve until the real one is imported.
    ///
    /// Its validity starts a day before now, for clients with slow clocks. The serial number has
    /// 127 random bits after a first bit that is 1, so its length is always 16 bytes. It is no
    /// authority: a client that trusts it trusts this server only.
    ///
    /// - Parameter days: days of validity from now.
    ///
    /// **Errors:** OpenSSL's reasons.
    public init(
        selfSigned key: PrivateKey, for subject: Subject, now: UTCTime,
        days: Int = Identity.defaultDays
    ) throws(CertificateFailure) {
        let operation = "make a certificate"
        guard Self.daysRange.contains(days) else {
            throw CertificateFailure(
                operation, "\(days) days are not within 1 to \(Self.daysRange.upperBound)")
        }
        let certificate = try Owned.certificate(X509_new(), operation)
        try certificate.use { (pointer) throws(CertificateFailure) in
            try require(X509_set_version(pointer, 2), operation)
            try Self.setSerial(of: pointer)
            let start = time_t(now.adding(days: -1).seconds)
            let end = time_t(now.adding(days: days).seconds)
            guard ASN1_TIME_set(X509_getm_notBefore(pointer), start) != nil,
                ASN1_TIME_set(X509_getm_notAfter(pointer), end) != nil
            else { throw .noted(operation) }
            let name = try subject.name.opened()
            try require(name.use { X509_set_subject_name(pointer, $0) }, operation)
            try require(name.use { X509_set_issuer_name(pointer, $0) }, operation)
            try key.handle.use { (key) throws(CertificateFailure) in
                try require(X509_set_pubkey(pointer, key), operation)
                try Self.extend(pointer, subject, isRSA: EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
                try require(X509_sign(pointer, key, PrivateKey.digest(for: key)), operation)
            }
        }
        self.init(key: key, leaf: try Certificate(certificate))
    }

    private static func extend(
        _ certificate: OpaquePointer, _ subject: Subject, isRSA: Bool
    ) throws(CertificateFailure) {
        // RFC 5280 section 4.2.1.6: with an empty subject the names must be critical.
        let prefix = subject.name.isEmpty ? "critical," : ""
        let extensions: [(Int32, String)] = [
            (NID_basic_constraints, "critical,CA:FALSE"),
            (NID_key_usage, "critical,digitalSignature" + (isRSA ? ",keyEncipherment" : "")),
            (NID_ext_key_usage, "serverAuth"),
            (NID_subject_alt_name, prefix + subject.configuration),
            (NID_subject_key_identifier, "hash"),
        ]
        for (kind, value) in extensions {
            let made = try certificateExtension(kind, value, certificate: certificate)
            try made.use { (made) throws(CertificateFailure) in
                try require(X509_add_ext(certificate, made, -1), "add an extension")
            }
        }
    }

    private static func setSerial(of certificate: OpaquePointer) throws(CertificateFailure) {
        let number = try Owned(BN_new(), "make a serial number") { BN_free($0) }
        try number.use { (number) throws(CertificateFailure) in
            try require(
                BN_rand(number, 128, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), "make a serial number")
            guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil else {
                throw .noted("make a serial number")
            }
        }
    }
}
