import Certificates
import Model
import Proxies

/// The public facts of a certificate file, without its secrets.
struct CertificateReport: Encodable {
    let file: String
    let certificate: Entry?
    let chain: [Entry]
    /// The kind of its key; nil: no key.
    let privateKey: String?
    /// Whether the key belongs to the certificate; nil: one of them is missing.
    let keyMatches: Bool?
    let findings: [CertificateFinding]
    /// Further remarks about the file, in sentences.
    let notes: [String]
    /// SSL services of the document that present it; nil: no valid document.
    var services: [String]?

    /// A certificate.
    struct Entry: Encodable {
        let subject: String
        let issuer: String
        let names: [String]
        let notBefore: String
        let notAfter: String
        let daysLeft: Int
        let serial: String
        let fingerprint: String
        let key: String
        let signature: String
        let isAuthority: Bool
        let isSelfSigned: Bool

        init(_ certificate: Certificate) {
            subject = certificate.subject
            issuer = certificate.issuer
            names = certificate.names.map(\.description)
            notBefore = certificate.notBefore.description
            notAfter = certificate.notAfter.description
            daysLeft = certificate.daysLeft(at: UTCTime.now)
            serial = certificate.serial
            fingerprint = certificate.fingerprint
            key = certificate.key.description
            signature = certificate.signature
            isAuthority = certificate.isAuthority
            isSelfSigned = certificate.isSelfSigned
        }
    }

    init(
        file: String, contents: FileContents?, findings: [CertificateFinding], notes: [String] = []
    ) {
        self.notes = notes
        self.file = file
        self.findings = findings
        let leaf = contents?.certificates.first
        certificate = leaf.map { Entry($0) }
        chain = (contents?.certificates.dropFirst() ?? []).map { Entry($0) }
        let key = contents?.keys.first
        privateKey = key?.type.description
        if let key, let leaf {
            keyMatches = key.matches(leaf)
        } else {
            keyMatches = nil
        }
    }
}
