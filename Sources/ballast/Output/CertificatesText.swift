import Model

/// The certificates of SSL services, in a status for people.
struct CertificatesText {
    private let certificates: [CertificateStatus]

    init(_ certificates: [CertificateStatus]) {
        self.certificates = certificates
    }

    /// A row for each, and below it what is wrong with it.
    var lines: [String] {
        let head = ["CERTIFICATE", "FOR", "DAYS LEFT", "SIGNED", "SHOWN BY"]
        let rows = columns([head] + certificates.map(row))
        var lines = rows.prefix(1).map { String($0) }
        for (certificate, row) in zip(certificates, rows.dropFirst()) {
            lines.append(row)
            if let refusal = certificate.refusal { lines.append("  not its file: \(refusal)") }
            // That it signs itself is in its row.
            for finding in certificate.findings where finding.code != .certificateSelfSigned {
                lines.append(
                    "  \(finding.severity.rawValue): \(finding.message) [\(finding.code.rawValue)]")
                if let hint = finding.hint { lines.append("    hint: \(hint)") }
            }
        }
        return lines
    }

    private func row(_ certificate: CertificateStatus) -> [String] {
        [
            certificate.name, certificate.namesInShort,
            certificate.daysLeft.map { $0 < 0 ? "over" : "\($0)" } ?? "-",
            certificate.daysLeft == nil ? "-" : certificate.isSelfSigned ? "by itself" : "yes",
            certificate.services.joined(separator: " "),
        ]
    }
}
