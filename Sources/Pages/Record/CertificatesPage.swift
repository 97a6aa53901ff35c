import Admin
import Model

/// The certificates of SSL services, with their expiry and the findings on their files.
struct CertificatesPage: Sendable {
    private let certificates: [CertificateStatus]
    private let mayEdit: Bool
    private let now: Int64

    /// - Parameters:
    ///   - certificates: in the order of the document.
    ///   - group: the rights of the viewers.
    ///   - now: milliseconds since 1970.
    init(_ certificates: [CertificateStatus], for group: AccountGroup, now: Int64) {
        self.certificates = certificates
        mayEdit = group >= .configuration
        self.now = now
    }

    /// The contents.
    var body: PageBody {
        PageBody(title: "Certificates", entry: .certificates, content: content)
    }

    private var content: HTML {
        guard !certificates.isEmpty else {
            return """
                <h1>Certificates</h1>
                <p>The document has no SSL service, so no certificate is served.</p>
                """
        }
        return """
            <h1>Certificates</h1>
            <table>
            <thead><tr><th class="sign"><span class="unseen">Sign</span></th><th>Name</th>\
            <th class="wide">For</th><th class="number">Days left</th><th class="wide">Signed</th>\
            <th>State</th></tr></thead>
            <tbody>\(certificates.map(row))</tbody>
            </table>
            <p class="quiet"><code>ballast certificate show</code> has the key and all dates of \
            each file.</p>
            \(forms)
            """
    }

    /// The forms for accounts that may change certificates.
    private var forms: HTML? {
        // That of the pages themselves is no certificate of the document.
        let names = certificates.map(\.name).filter { $0 != CertificateStatus.ofAPI }
        return mayEdit && !names.isEmpty ? CertificateForm(names: names).html : nil
    }

    private func row(_ certificate: CertificateStatus) -> HTML {
        let isBad = certificate.daysLeft.map { $0 < 0 } ?? (certificate.refusal != nil)
        let isOdd =
            certificate.refusal != nil || certificate.expiry != nil
            || certificate.findings.contains { $0.code != .certificateSelfSigned }
        let state: HTML = isBad ? "bad" : isOdd ? "odd" : "good"
        let sign = isBad || isOdd ? "!" : ""
        let days = certificate.daysLeft.map { $0 < 0 ? "over" : "\($0)" } ?? "-"
        let signed =
            certificate.daysLeft == nil ? "-" : certificate.isSelfSigned ? "by itself" : "yes"
        let end: HTML? = certificate.notAfter.map {
            "<br><span class=\"quiet\">until \(PageTime.standard($0).prefix(10).description)</span>"
        }
        return """
            <tr data-state="\(state)"><td class="sign">\(sign)</td>\
            <th scope="row">\(certificate.name)</th>\
            <td class="wide text">\(certificate.names.joined(separator: ", "))</td>\
            <td class="number">\(days)\(end)</td><td class="wide">\(signed)</td>\
            <td class="sentence">\(sentences(certificate))</td></tr>

            """
    }

    private func sentences(_ certificate: CertificateStatus) -> [HTML] {
        var all: [HTML] = []
        let users = certificate.users
        let shown = users.isEmpty ? "no SSL service" : users
        all.append("<p>\(certificate.ending); shown by \(shown)</p>")
        if let refusal = certificate.refusal {
            all.append("<p><b>its file is not served</b>: \(refusal)</p>")
        }
        for finding in certificate.findings where finding.code != .certificateSelfSigned {
            let hint = finding.hint.map { ". \(ProblemNote.sentence($0))" } ?? ""
            all.append(
                """
                <p><b>\(finding.severity.rawValue)</b>: \(finding.message)\(hint) \
                <span class="quiet">[\(finding.code.rawValue)]</span></p>
                """)
        }
        all.append(chain(certificate.chain))
        all.append("<p class=\"quiet wide\">\(certificate.file)</p>")
        if let print = certificate.fingerprint {
            all.append("<p class=\"quiet wide\">SHA-256 <code>\(print)</code></p>")
        }
        return all
    }

    /// The certificates that a client gets; a browser opens the list on demand.
    private func chain(_ links: [CertificateLink]) -> HTML {
        guard let last = links.last else { return "" }
        let rows = links.map { link -> HTML in
            let days = (link.notAfter - now) / 86_400_000
            let end = days < 0 ? "expired" : "\(counted(Int(days), "day")) left"
            return """
                <li>\(link.subject.isEmpty ? "without a subject" : link.subject)<br>\
                <span class="quiet">issued by \(link.issuer); until \
                \(PageTime.standard(link.notAfter).prefix(10).description), \(end)</span></li>

                """
        }
        let root = last.subject == last.issuer ? "" : ", then \(last.issuer) of the client"
        return """
            <details class="chain"><summary>Chain of \
            \(counted(links.count, "certificate"))\(root)</summary>
            <ol>\(rows)</ol></details>
            """
    }
}
