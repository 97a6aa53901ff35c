import Certificates
import HAProxy
import Model

/// Key, certificate and chain in order, as HAProxy reads them.
struct ServedCertificate: Sendable {
    /// The server's own.
    let leaf: Certificate
    /// With the key: for HAProxy only.
    private let certificate: ProxyCertificate
    /// Whether the file that it is from holds this and nothing else.
    let isWholeFile: Bool

    init(_ identity: Identity, from file: SecretBytes) throws {
        let pem = try identity.pem()
        leaf = identity.leaf
        isWholeFile = pem.withBytes { pem in
            file.withBytes { $0.elementsEqual(pem) }
        }
        certificate = ProxyCertificate(
            file: "", fingerprint: identity.leaf.sha1Fingerprint,
            pem: pem.withBytes { String(decoding: $0, as: UTF8.self) })
    }

    /// The bytes of the file that HAProxy reads.
    var pem: SecretBytes { SecretBytes(certificate.pem.utf8) }

    /// What HAProxy is to have loaded under this name.
    func wanted(as file: String) -> ProxyCertificate {
        var wanted = certificate
        wanted.file = file
        return wanted
    }

    /// Whether both are the same, key and chain included.
    func isSame(as other: ServedCertificate) -> Bool { certificate.pem == other.certificate.pem }
}
