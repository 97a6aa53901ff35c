import Model

/// The certificates of SSL services, for programs.
package struct ServedAnswer: Sendable, Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The certificates, in the order of the document.
    let certificates: [CertificateStatus]

    /// Creates the answer for a status.
    package init(_ status: Status) {
        certificates = status.certificates ?? []
    }

    /// The path of the request.
    static let path = "/certificates"

    /// The form of the answer.
    package static let shape = RecordShape(
        "served", "The answer of the API to a request for the certificates of SSL services.",
        [
            .version(1),
            .required(
                "certificates", .list(.record(CertificateStatus.shape)),
                "The certificates in the order of the document."),
        ])
}
