extension CertificateStatus {
    /// The form of the certificate.
    public static let shape = RecordShape(
        "certificate", "A certificate of SSL services.",
        [
            .required("name", .text, "Its name in the document."),
            .required("file", .text, "Its file."),
            .optional("fingerprint", .text, "SHA-256 of the served one; absent: none is served."),
            .required("names", .list(.text), "The DNS names and addresses that it is valid for."),
            .optional("notAfter", .integer, "Its end, in milliseconds since 1970."),
            .optional("daysLeft", .integer, "Days left, rounded down."),
            .optional(
                "expiry", .words(of: ExpiryNotice.self),
                "How near its end is, its chain included; absent: over 30 days."),
            .required("isSelfSigned", .flag, "Whether it signed itself."),
            .required(
                "chain", .list(.record(CertificateLink.shape)),
                "The served certificates, its own first, each issued by the next one."),
            .required("services", .list(.text), "The SSL services that use it."),
            .required(
                "findings", .list(.record(Diagnostic.shape)), "Its mistakes, errors first."),
            .optional("refusal", .text, "Why the file is not the served certificate."),
        ])
}

extension AccessLogStatus {
    /// The form of the log.
    public static let shape = RecordShape(
        "accessLog", "The access log.",
        [
            .optional("writer", .count, "The process that writes it; absent: none runs."),
            .required("targets", .list(.record(Target.shape)), "Its targets."),
            .required("others", .count, "Lines that are no requests."),
            .required("dropped", .count, "Lines that HAProxy dropped."),
        ])
}

extension AccessLogStatus.Target {
    /// The form of the target.
    public static let shape = RecordShape(
        "accessLogTarget", "A target of the access log.",
        [
            .required("target", .text, "The target as in the document."),
            .required("written", .count, "Lines that were written."),
            .required("lost", .count, "Lines that could not be written."),
            .optional("failure", .text, "Why lines are lost now."),
        ])
}
