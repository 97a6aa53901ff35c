/// A certificate of an SSL service: the served version, and the findings on its file.
public struct CertificateStatus: Sendable, Codable, Hashable {
    /// The name in the document.
    public var name: String
    /// The source file.
    public var file: String
    /// SHA-256 of the served certificate, hexadecimal; nil: none is served.
    public var fingerprint: String?
    /// The DNS names and addresses of the certificate.
    public var names: [String]
    /// The end of its validity.
    ///
    /// **Unit:** milliseconds since 1970; nil: none is served.
    public var notAfter: Int64?
    /// The number of days left, rounded down; negative after expiry; nil: none is served.
    public var daysLeft: Int?
    /// The expiry notice, also for its chain; nil: none is due.
    public var expiry: ExpiryNotice?
    /// Whether the certificate is self-signed.
    public var isSelfSigned: Bool
    /// The served certificates, its own first, each issued by the next one; empty: none is served.
    public var chain: [CertificateLink]
    /// The SSL services that present it, in the document's order.
    public var services: [String]
    /// The findings on its file, errors first; never with key material.
    public var findings: [Diagnostic]
    /// The reason that the file is not served; nil: it is served.
    public var refusal: String?

    /// The served version of a certificate.
    public struct Served: Sendable, Hashable {
        /// SHA-256, hexadecimal.
        public var fingerprint: String
        /// The DNS names and addresses.
        public var names: [String]
        /// The end of its validity.
        ///
        /// **Unit:** milliseconds since 1970.
        public var notAfter: Int64
        /// The number of days left, rounded down; negative after expiry.
        public var daysLeft: Int
        /// Whether the certificate is self-signed.
        public var isSelfSigned: Bool
        /// The certificates that a client gets, its own first.
        public var chain: [CertificateLink]

        /// Creates a version.
        public init(
            fingerprint: String, names: [String] = [], notAfter: Int64, daysLeft: Int,
            isSelfSigned: Bool = false, chain: [CertificateLink] = []
        ) {
            self.fingerprint = fingerprint
            self.names = names
            self.notAfter = notAfter
            self.daysLeft = daysLeft
            self.isSelfSigned = isSelfSigned
            self.chain = chain
        }
    }

    /// Creates a status.
    ///
    /// - Parameter served: the served version; nil: none is served.
    public init(
        name: String, file: String, served: Served? = nil, expiry: ExpiryNotice? = nil,
        services: [String], findings: [Diagnostic] = [], refusal: String? = nil
    ) {
        self.name = name
        self.file = file
        fingerprint = served?.fingerprint
        names = served?.names.map(\.clean) ?? []
        notAfter = served?.notAfter
        daysLeft = served?.daysLeft
        self.expiry = expiry
        isSelfSigned = served?.isSelfSigned ?? false
        chain = served?.chain ?? []
        self.services = services
        self.findings = findings
        self.refusal = refusal?.clean
    }
}
