import Certificates
import Files
import Glibc
import Model

/// The identity of this node: a key on the curve P-256 with the certificate that it signs.
public struct SigningIdentity: Sendable, Hashable {
    /// The file.
    public let path: String
    /// The certificate in DER.
    public let certificate: [UInt8]
    /// The digest of the certificate.
    public let fingerprint: Fingerprint

    private static let limit = 65_536
    private static let purpose = Array("ballast generation 1\0".utf8)

    /// Reads the identity in a file; nil: there is no file.
    ///
    /// **Errors:** `HostFailure`: it can't be read, another user can read it, or it is no identity.
    public static func load(_ path: String) throws(HostFailure) -> SigningIdentity? {
        guard let (leaf, _) = try contents(of: path) else { return nil }
        return SigningIdentity(path: path, leaf)
    }

    /// Makes an identity in a file that does not exist.
    ///
    /// **Errors:** `HostFailure`.
    public static func make(
        _ path: String, node: String, now: Int64
    ) throws(HostFailure) -> SigningIdentity {
        do {
            let name = AlternativeName(node.lowercased()) ?? .dns("ballast-peer")
            let identity = try Identity(
                selfSigned: try PrivateKey(making: .p256), for: try Subject(names: [name]),
                now: UTCTime(seconds: now), days: Identity.daysRange.upperBound)
            let bytes = try identity.pem().withBytes { Array($0) }
            try OwnDirectory(path: PathName.directory(of: path)).make()
            try writeAtomically(bytes, to: path)
            return SigningIdentity(path: path, identity.leaf)
        } catch let failure as HostFailure {
            throw failure
        } catch {
            throw HostFailure(operation: "make the identity \(path)", reason: "\(error)")
        }
    }

    /// The file's bytes: certificate and key as PEM.
    ///
    /// **Errors:** `HostFailure`.
    public func pem() throws(HostFailure) -> [UInt8] {
        do throws(FileRefusal) {
            return try Self.file(path).read(limit: Self.limit)
        } catch {
            throw HostFailure(
                operation: "read the identity \(path)", reason: "\(error.reason)",
                remedy: error.remedy)
        }
    }

    /// Signs an encoded manifest.
    ///
    /// **Errors:** `HostFailure`: the file was replaced or can't be read.
    public func sign(_ manifest: Manifest) throws(HostFailure) -> SignedManifest {
        let operation = "sign with the identity \(path)"
        guard let (leaf, key) = try Self.contents(of: path), leaf.der == certificate else {
            throw HostFailure(operation: operation, reason: "the file was replaced")
        }
        let bytes = manifest.encoded()
        guard bytes.count <= ManifestLimits.manifest else {
            throw HostFailure(operation: operation, reason: "the manifest is too large")
        }
        do throws(CertificateFailure) {
            let signature = try key.signature(of: Self.purpose + bytes)
            return SignedManifest(bytes: bytes, signature: signature, signer: fingerprint)
        } catch {
            throw HostFailure(operation: operation, reason: error.reason)
        }
    }

    /// Whether the key of a certificate in DER has signed a manifest.
    public static func verifies(_ signed: SignedManifest, by certificate: [UInt8]) -> Bool {
        // Bytes that are no certificate have signed nothing.
        guard let certificate = try? Certificate(der: certificate),
            certificate.key == KeyChoice.p256.type
        else { return false }
        return certificate.verifies(signed.signature, of: purpose + signed.bytes)
    }

    /// Whether bytes are a certificate that can be an identity: with a key on the curve P-256.
    public static func isUsable(_ certificate: [UInt8]) -> Bool {
        guard certificate.count <= PeerRecord.certificateLimit else { return false }
        return (try? Certificate(der: certificate))?.key == KeyChoice.p256.type
    }

    private init(path: String, _ leaf: Certificate) {
        self.path = path
        certificate = leaf.der
        fingerprint = Fingerprint(certificate: leaf.der)
    }

    private static func file(_ path: String) -> TrustedFile {
        TrustedFile(path: path, trusting: .own, isStrict: true)
    }

    private static func contents(
        of path: String
    ) throws(HostFailure) -> (leaf: Certificate, key: PrivateKey)? {
        func failure(_ reason: String, _ remedy: String? = nil) -> HostFailure {
            HostFailure(
                operation: "read the identity \(path)", reason: reason, remedy: remedy)
        }
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            if errno == ENOENT { return nil }
            throw failure(SystemError.last.words)
        }
        guard facts.st_mode & 0o077 == 0 else {
            throw failure("other users can read it", "chmod 600 \(path)")
        }
        do {
            let bytes = SecretBytes(try file(path).read(limit: limit))
            let contents = try FileContents(bytes)
            guard contents.certificates.count == 1, contents.keys.count == 1,
                let leaf = contents.certificates.first, let key = contents.keys.first,
                leaf.key == KeyChoice.p256.type, key.matches(leaf), isUsable(leaf.der)
            else {
                throw failure(
                    "it is not one certificate and its key on the curve P-256",
                    "move it away; `ballast peer init` makes another identity")
            }
            return (leaf, key)
        } catch let failure as HostFailure {
            throw failure
        } catch let refusal as FileRefusal {
            throw failure("\(refusal.reason)", refusal.remedy)
        } catch {
            throw failure("\(error)")
        }
    }
}
