import Certificates
import Model

/// Certificate files as programs read them: `ballast certificate show --json`.
struct CertificatesAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The files.
    let certificates: [CertificateReport]

    /// The form of `ballast certificate show --json`.
    static let shape = RecordShape(
        "certificates", "The output of ballast certificate show --json.",
        [
            .version(1),
            .required(
                "certificates", .list(.record(CertificateReport.shape)), "The files."),
        ])
}
