import Certificates
import HAProxy
import Model

/// The lists of revoked certificates in a document, from HAProxy's copies of the files.
struct RevocationNotices {
    private let lists: [(service: String, lists: RevocationLists)]

    /// Creates no lists.
    init() { lists = [] }

    /// Creates the lists of a document; HAProxy itself reports unreadable files.
    init(of spec: Spec, _ settings: HAProxySettings) {
        func bytes(_ file: String) -> SecretBytes? {
            settings.contents[settings.path(of: file)].map { SecretBytes($0.utf8) }
        }
        lists = spec.sslServices.compactMap { service in
            guard let clients = service.clientCertificates,
                let revoked = clients.revoked.flatMap(bytes),
                let authorities = bytes(clients.authority),
                let lists = try? RevocationLists(revoked, authorities: authorities)
            else { return nil }
            return (service.name, lists)
        }
    }

    /// Returns a sentence for each authority whose clients are rejected.
    func refusals(at now: UTCTime = .now) -> [String] {
        lists.flatMap { service, lists in
            lists.findings(at: now).map { finding in
                "SSL service \(service): \(finding.message)"
                    + (finding.hint.map { "; \($0)" } ?? "")
            }
        }
    }
}
