import Certificates
import Model

extension CertificateReport {
    /// The form of the report.
    static let shape = RecordShape(
        "certificateFile", "A file with a certificate.",
        [
            .required("file", .text, "Its path."),
            .optional(
                "certificate", .record(Entry.shape), "The first certificate; absent: it has none."),
            .required("chain", .list(.record(Entry.shape)), "The certificates after the first."),
            .optional("privateKey", .text, "The kind of its private key; absent: it has none."),
            .optional(
                "keyMatches", .flag,
                "Whether the key belongs to the certificate; absent: one of them is missing."),
            .required("findings", .list(.record(CertificateFinding.shape)), "Its problems."),
            .required("notes", .list(.text), "Remarks in sentences."),
            .optional(
                "services", .list(.text),
                "The SSL services that present it; absent: no document was read."),
        ])
}

extension CertificateReport.Entry {
    /// The form of the certificate.
    static let shape = RecordShape(
        "certificateFacts", "A certificate.",
        [
            .required("subject", .text, "Its subject."),
            .required("issuer", .text, "The subject of its issuer."),
            .required("names", .list(.text), "The names and addresses that it is valid for."),
            .required("notBefore", .text, "The begin of its validity, in UTC."),
            .required("notAfter", .text, "The end of its validity, in UTC."),
            .required("daysLeft", .integer, "Days left, rounded down; negative: expired."),
            .required("serial", .text, "Its serial number in hexadecimal."),
            .required("fingerprint", .text, "SHA-256 over its DER."),
            .required("key", .text, "The kind of its public key."),
            .required("signature", .text, "The algorithm of its signature."),
            .required("isAuthority", .flag, "Whether it may sign certificates."),
            .required("isSelfSigned", .flag, "Whether it signed itself."),
        ])
}

extension CertificateFinding {
    /// The form of the finding.
    static let shape = RecordShape(
        "finding", "A problem of a certificate.",
        [
            .required("code", .matching("^BAL[0-9]{3}$"), "The code, as in the documentation."),
            .required(
                "severity",
                .word([Diagnostic.Severity.error.rawValue, Diagnostic.Severity.warning.rawValue]),
                "Whether servers can use it (warning) or not (error)."),
            .required("message", .text, "The problem."),
            .optional("hint", .text, "The remedy."),
            .optional("expiry", .words(of: ExpiryNotice.self), "How near its end is."),
        ])
}
