import Certificates
import Files
import Glibc
import Model
import NIOSSL

/// The key and the certificate of this node, from a file in PEM.
public struct PeerIdentity: Sendable {
    /// The fingerprint of the certificate.
    public let fingerprint: Fingerprint
    /// The certificate in DER.
    public let der: [UInt8]
    let certificate: NIOSSLCertificate
    let key: NIOSSLPrivateKey

    /// The most bytes of the file.
    private static let sizeLimit = 64 << 10

    /// Reads the file.
    ///
    /// **Errors:** `HostFailure`, as for ``read(_:)``.
    public init(path: String) throws(HostFailure) {
        let identity = try Self.read(path)
        do {
            let secret = try identity.key.pem()
            key = try secret.withBytes { bytes in
                try NIOSSLPrivateKey(bytes: Array(bytes), format: .pem)
            }
            certificate = try NIOSSLCertificate(bytes: identity.leaf.der, format: .der)
        } catch {
            throw Self.failure(path, "\(error)")
        }
        der = identity.leaf.der
        fingerprint = Fingerprint(certificate: der)
    }

    /// Reads key and certificate for signatures.
    ///
    /// **Errors:** `HostFailure`: the file is missing, another user may read or change it, it does
    /// not have one key on P-256 with its certificate, or the certificate is too large.
    public static func read(_ path: String) throws(HostFailure) -> Identity {
        let bytes = try text(of: path)
        let sorted: Identity.Sorted
        do throws(CertificateFailure) {
            let contents = try FileContents(bytes)
            sorted = try Identity.sorted(from: contents)
        } catch {
            throw failure(path, "\(error)")
        }
        guard sorted.leftOut.isEmpty, sorted.identity.chain.isEmpty else {
            throw failure(path, "it has more than one key and one certificate")
        }
        guard sorted.identity.key.type == KeyChoice.p256.type else {
            throw failure(path, "its key is \(sorted.identity.key.type), not on the curve P-256")
        }
        guard sorted.identity.leaf.der.count <= PeerRecord.certificateLimit else {
            throw failure(
                path, "its certificate has more than \(PeerRecord.certificateLimit) bytes")
        }
        return sorted.identity
    }

    /// Reads a file of root or of this process's user that no other user may read or write.
    private static func text(of path: String) throws(HostFailure) -> SecretBytes {
        let file = TrustedFile(path: path, trusting: .own, isStrict: true)
        do throws(FileRefusal) {
            let (descriptor, facts) = try file.open()
            close(descriptor)
            guard facts.st_mode & 0o077 == 0 else {
                throw FileRefusal(path: path, reason: .readable)
            }
            return SecretBytes(try file.read(limit: sizeLimit))
        } catch {
            let isMissing = error.reason == .system(ENOENT)
            throw failure(
                path, "\(error.reason)",
                remedy: isMissing ? "ballast peer init" : error.remedy)
        }
    }

    private static func failure(
        _ path: String, _ reason: String, remedy: String? = nil
    ) -> HostFailure {
        HostFailure(
            operation: "use the identity \(path)", reason: reason, remedy: remedy)
    }
}
