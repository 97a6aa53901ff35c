import Admin
import Certificates
import Files
import Model
import Proxies

/// A certificate of the API that was read, and the facts about it.
struct LoadedCertificate: Sendable {
    /// The certificate and key, as TLS uses them.
    let identity: APIIdentity
    /// The file.
    let file: String
    /// Whether this node has made it.
    let isOwn: Bool
    /// The text of the file at the time of the reading.
    var signature: FileSignature?
    /// The server's own certificate.
    let leaf: Certificate
    /// The judgement of the file.
    let judgement: Judgement
    /// The reason why the present file is not served; nil: it is.
    var refusal: String?

    /// The days before its end from which a certificate of this node is made again.
    private static let renewal = 30

    /// SHA-256 of the certificate.
    var fingerprint: String { leaf.fingerprint }

    /// Whether a certificate that this node has made has to be made again.
    func isDue(_ now: UTCTime) -> Bool { isOwn && leaf.daysLeft(at: now) < Self.renewal }

    /// The notice of its end; nil: none is due.
    func expiry(_ now: UTCTime) -> ExpiryNotice? {
        judgement.findings(at: now).compactMap(\.expiry).max()
    }

    /// Returns its state, as that of a certificate of an SSL service.
    func status(_ now: UTCTime) -> CertificateStatus {
        let place = DocumentPath([.key("admin"), .key("certificate")])
        // Any other finding on one of its own is of no use to an operator.
        let findings = judgement.findings(at: now).filter { finding in
            finding.code != .certificateSelfSigned && (!isOwn || finding.expiry != nil)
        }
        let exposure = [keyExposure(of: file)].compactMap(\.self)
        return CertificateStatus(
            name: CertificateStatus.ofAPI, file: file,
            served: CertificateStatus.Served(
                fingerprint: leaf.fingerprint, names: leaf.names.map(\.description),
                notAfter: leaf.notAfter.seconds * 1000, daysLeft: leaf.daysLeft(at: now),
                isSelfSigned: leaf.isSelfSigned),
            expiry: expiry(now), services: [],
            findings: (findings + exposure).map { $0.diagnostic(at: place) }, refusal: refusal)
    }
}
