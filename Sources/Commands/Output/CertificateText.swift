import Certificates
import Model

/// A certificate file as text.
enum CertificateText {
    /// Returns a full description, in lines.
    static func text(_ report: CertificateReport) -> String {
        var lines = ["\(report.file):"]
        if let leaf = report.certificate {
            lines += [
                row("subject", leaf.subject), row("names", leaf.names.joined(separator: ", ")),
                row("issuer", leaf.isSelfSigned ? "itself" : leaf.issuer),
                row("good", "\(leaf.notBefore) to \(leaf.notAfter), days left: \(leaf.daysLeft)"),
                row("serial", leaf.serial), row("SHA-256", leaf.fingerprint),
                row("key", "\(leaf.key), \(standing(report))"),
                row("signature", leaf.signature),
            ]
        } else if let key = report.privateKey {
            lines.append(row("key", "\(key), without a certificate"))
        }
        for (position, link) in report.chain.enumerated() {
            lines.append(
                row(position == 0 ? "chain" : "", "\(link.subject), good to \(link.notAfter)"))
        }
        if let services = report.services {
            lines.append(row("shown by", services.joined(separator: ", ")))
        }
        lines += report.notes.map { "note: \($0)" }
        return (lines + report.findings.flatMap(self.lines)).joined(separator: "\n") + "\n"
    }

    /// Prints findings on standard error.
    static func print(_ findings: [CertificateFinding]) {
        for line in findings.flatMap(lines) { standardError(line) }
    }

    private static func lines(_ finding: CertificateFinding) -> [String] {
        ["\(finding.severity.rawValue): \(finding.message) [\(finding.code.rawValue)]"]
            + (finding.hint.map { ["  hint: \($0)"] } ?? [])
    }

    private static func row(_ title: String, _ value: String) -> String {
        "  " + title + String(repeating: " ", count: max(1, 11 - title.count))
            + (value.isEmpty ? "-" : value)
    }

    private static func standing(_ report: CertificateReport) -> String {
        switch report.keyMatches {
        case true: "and the private key is here"
        case false: "and the private key here is another's"
        default: "and no private key is here"
        }
    }
}
