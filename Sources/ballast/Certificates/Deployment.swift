import HAProxy
import Model

/// What became of the certificates of a document.
struct Deployment: Sendable {
    /// What HAProxy is to have loaded; the files are in place.
    ///
    /// **Shape:** in the document's order; unique by file.
    var wanted: [ProxyCertificate] = []
    /// What the operator has to know and do something about, most with an older certificate in
    /// force.
    var complaints: [CertificateComplaint] = []
    /// Each certificate that an SSL service shows, in the document's order.
    var statuses: [CertificateStatus] = []
    /// Processor time that it took.
    var cost = Duration.zero
    /// Names of those whose file was written this time.
    var replaced: [String] = []
}

/// That a certificate is not served as the document wants it, and why.
struct CertificateComplaint: Sendable, Hashable {
    /// Name in the document.
    var certificate: String
    /// One sentence, without key material.
    var text: String
}
