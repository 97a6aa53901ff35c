/// The reason that a certificate is not served as in the document.
package struct CertificateComplaint: Sendable, Hashable {
    /// Name in the document.
    package var certificate: String
    /// One sentence, without key material.
    package var text: String
}
