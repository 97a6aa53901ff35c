import Model

/// The certificates of SSL services in the text of a status.
struct CertificatesText {
    private let certificates: [CertificateStatus]
    private let layout: Layout
    private let isVerbose: Bool

    /// - Parameter isVerbose: false: certificates that clients accept, for at least a month, are
    ///   only counted.
    init(_ certificates: [CertificateStatus], _ layout: Layout, isVerbose: Bool = true) {
        self.certificates = certificates
        self.layout = layout
        self.isVerbose = isVerbose
    }

    /// A row for each certificate, followed by its problems.
    var lines: [String] {
        let shown = isVerbose ? certificates : certificates.filter { !$0.isWell }
        return (shown.count < certificates.count ? [count(shown)] : [])
            + (shown.isEmpty ? [] : table(shown))
    }

    private func count(_ shown: [CertificateStatus]) -> String {
        let rest = certificates.filter { $0.isWell }
        let more = shown.isEmpty ? "" : " more"
        guard
            let first = rest.filter({ $0.daysLeft != nil }).min(by: {
                ($0.daysLeft ?? 0) < ($1.daysLeft ?? 0)
            }), let days = first.daysLeft
        else { return "\(counted(rest.count, "certificate"))\(more)" }
        return "\(counted(rest.count, "certificate"))\(more), \(first.name) ends first, in "
            + counted(days, "day")
    }

    private func table(_ certificates: [CertificateStatus]) -> [String] {
        let head = ["CERTIFICATE", "FOR", "DAYS LEFT", "SIGNED", "SHOWN BY"]
        let rows = layout.table([head] + certificates.map(row))
        var lines = rows.prefix(1).map { String($0) }
        for (certificate, row) in zip(certificates, rows.dropFirst()) {
            lines.append(row)
            if let refusal = certificate.refusal {
                lines += layout.lines("not its file: \(refusal)", first: "  ", rest: "    ")
            }
            // The row already shows that it is self-signed.
            for finding in certificate.findings where finding.code != .certificateSelfSigned {
                lines += layout.lines(
                    "\(finding.severity.rawValue): \(finding.message) [\(finding.code.rawValue)]",
                    first: "  ", rest: "    ")
                if let hint = finding.hint {
                    lines += layout.lines("hint: \(hint)", first: "    ", rest: "      ")
                }
            }
        }
        return lines
    }

    private func row(_ certificate: CertificateStatus) -> [String] {
        [
            certificate.name, certificate.namesInShort,
            certificate.daysLeft.map { $0 < 0 ? "over" : "\($0)" } ?? "-",
            certificate.daysLeft == nil ? "-" : certificate.isSelfSigned ? "by itself" : "yes",
            certificate.name == CertificateStatus.ofAPI
                ? certificate.users : certificate.services.joined(separator: " "),
        ]
    }
}

extension CertificateStatus {
    /// Whether clients accept it and no action is due.
    fileprivate var isWell: Bool {
        refusal == nil && expiry == nil && findings.isEmpty
    }
}
