internal import Model

/// The judgement of a certificate's file, at any time.
public struct Judgement: Sendable, Hashable {
    /// The served certificates as values, or the contents of an unusable file; nil: no certificate.
    let inspection: Inspection?
    /// Whether the file has its certificates in the served order.
    var isInOrder = true
    /// Other objects of an unusable file, for the end of a sentence.
    var besides = ""

    /// Returns the findings at this time.
    ///
    /// - Parameter hosts: the host names of the service.
    public func findings(
        for hosts: [AlternativeName] = [], at now: UTCTime
    ) -> [CertificateFinding] {
        guard let inspection else {
            return [
                CertificateFinding(
                    .certificateUnreadable, .error,
                    "it has a private key and no certificate\(besides)",
                    hint: "import the certificate together with the key")
            ]
        }
        var findings = inspection.findings(for: hosts, at: now)
        if inspection.key != .matches, !findings.isEmpty { findings[0].message += besides }
        let hasOrder = findings.contains { $0.code == .certificateChainOrder }
        guard !isInOrder, !hasOrder else { return findings }
        return findings + [
            CertificateFinding(
                .certificateChainOrder, .warning,
                "the certificates of the file are not in order, from the server's own upwards",
                hint: "they are served in order; \"ballast certificate import\" writes them so")
        ]
    }
}
