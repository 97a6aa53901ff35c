import HAProxy
import Model

/// The result of installing a document's certificates.
struct Deployment: Sendable {
    /// The certificates that HAProxy should load; their files exist.
    ///
    /// **Shape:** in the document's order; unique by file.
    var wanted: [ProxyCertificate] = []
    /// Problems that need action by the operator; in most cases an older certificate is in force.
    var complaints: [CertificateComplaint] = []
    /// Each certificate of an SSL service, in the document's order.
    var statuses: [CertificateStatus] = []
    /// The certificate of `cluster.tableSync`, for its events; nil: none that is usable.
    var tables: CertificateStatus?
    /// The processor time of the deployment.
    var cost = Duration.zero
    /// The names of certificates whose files were written.
    var replaced: [String] = []
}
