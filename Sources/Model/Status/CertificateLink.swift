/// A certificate of the chain that an SSL service presents.
public struct CertificateLink: Sendable, Codable, Hashable {
    /// The subject, in the text of RFC 4514: `CN=a.example,O=Example`; empty: it has none.
    public var subject: String
    /// The issuer, which the next certificate of the chain has as its subject.
    public var issuer: String
    /// The end of its validity.
    ///
    /// **Unit:** milliseconds since 1970.
    public var notAfter: Int64

    /// Creates a certificate of a chain.
    public init(subject: String, issuer: String, notAfter: Int64) {
        self.subject = subject.clean
        self.issuer = issuer.clean
        self.notAfter = notAfter
    }

    /// The form of the certificate.
    public static let shape = RecordShape(
        "certificateLink", "A certificate of a chain.",
        [
            .required("subject", .text, "Its subject, as in RFC 4514; empty: it has none."),
            .required("issuer", .text, "Its issuer."),
            .required("notAfter", .integer, "Its end, in milliseconds since 1970."),
        ])
}
