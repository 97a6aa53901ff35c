import Certificates
import HAProxy
import Model

/// A key, certificate and chain in HAProxy's order.
struct ServedCertificate: Sendable {
    /// The server's own certificate.
    let leaf: Certificate
    /// The certificates between it and a root.
    let chain: [Certificate]
    /// The certificate with its key, for HAProxy only.
    private let certificate: ProxyCertificate
    /// Whether its source file has no other contents.
    let isWholeFile: Bool

    init(_ identity: Identity, from file: SecretBytes) throws {
        let pem = try identity.pem()
        leaf = identity.leaf
        chain = identity.chain
        isWholeFile = pem.withBytes { pem in
            file.withBytes { $0.elementsEqual(pem) }
        }
        certificate = ProxyCertificate(
            file: "", fingerprint: identity.leaf.sha1Fingerprint,
            pem: pem.withBytes { String(decoding: $0, as: UTF8.self) })
    }

    /// The bytes of the file that HAProxy reads.
    var pem: SecretBytes { SecretBytes(certificate.pem.utf8) }

    /// Returns the certificate that HAProxy should load under this name.
    func wanted(as file: String) -> ProxyCertificate {
        var wanted = certificate
        wanted.file = file
        return wanted
    }

    /// Whether both are the same, key and chain included.
    func isSame(as other: ServedCertificate) -> Bool { certificate.pem == other.certificate.pem }
}
