import Certificates
import HAProxy
import Model

/// The certificate of `cluster.tableSync` and its authorities, from HAProxy's copies of the files.
struct TableCertificate: Sendable {
    private var certificate: PeerCertificate?
    private var authorities: PeerAuthorities?

    /// Creates no certificate.
    init() {}

    /// Creates the certificate of a document; HAProxy itself reports unusable files.
    init(of spec: Spec, _ settings: HAProxySettings) {
        func bytes(_ file: String) -> SecretBytes? {
            settings.contents[settings.path(of: file)].map { SecretBytes($0.utf8) }
        }
        guard settings.peers != nil, let sync = spec.cluster?.tableSync,
            let own = bytes(sync.identity), let others = bytes(sync.authority)
        else { return }
        certificate = try? PeerCertificate(own)
        authorities = try? PeerAuthorities(others)
    }

    /// Returns the reasons that nodes refuse the certificate now, this one included.
    func refusals(at now: UTCTime) -> [String] {
        guard let certificate, let authorities else { return [] }
        return certificate.findings(verifiedBy: authorities, at: now)
            .filter { $0.expiry == nil || $0.expiry == .over }
            .map { $0.message + ($0.hint.map { "; \($0)" } ?? "") }
    }
}
