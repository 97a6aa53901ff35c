import Model
import NIOSSL

/// The identity of this node, as TLS uses it.
public struct PeerIdentity: Sendable {
    /// The fingerprint of the certificate.
    public let fingerprint: Fingerprint
    let certificate: NIOSSLCertificate
    let key: NIOSSLPrivateKey

    /// Reads the key of an identity.
    ///
    /// **Errors:** `HostFailure`: the file can't be read, or was replaced.
    public init(_ identity: SigningIdentity) throws(HostFailure) {
        let pem = try identity.pem()
        do {
            key = try NIOSSLPrivateKey(bytes: pem, format: .pem)
            certificate = try NIOSSLCertificate(bytes: identity.certificate, format: .der)
        } catch {
            throw HostFailure(
                operation: "use the identity \(identity.path)",
                reason: PeerText.cut("\(error)", 200))
        }
        fingerprint = identity.fingerprint
    }
}
