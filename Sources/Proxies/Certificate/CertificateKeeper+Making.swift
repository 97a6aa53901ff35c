import Addresses
import Certificates
import Files
import Model

extension CertificateKeeper {
    /// Creates the certificate that serves until a real one is imported, as `ballast certificate
    /// create` does.
    func makeFirst(_ certificate: NamedCertificate, of spec: Spec) throws {
        let subject = try Subject(names: Self.names(of: certificate, in: spec))
        let name = CertificateName(ofDocument: certificate.name)
        try store.locked {
            // Another process may have created it.
            if !isThere(store.file(name)) { _ = try store.make(name, for: subject) }
        }
    }

    /// Creates a self-signed certificate in HAProxy's directory only.
    func standIn(for certificate: NamedCertificate, of spec: Spec, at path: String) throws {
        let subject = try Subject(names: Self.names(of: certificate, in: spec))
        let identity = try Identity(
            selfSigned: try PrivateKey(making: .p256), for: subject, now: UTCTime.now)
        try put(try identity.pem(), into: path)
    }

    /// Writes a file into HAProxy's directory atomically.
    func put(_ pem: SecretBytes, into path: String) throws {
        try target.locked { try writeSecret(pem, to: path, replacing: true) }
    }

    /// Returns the names in the document, else the addresses of its listeners, else this host's
    /// name.
    private static func names(of certificate: NamedCertificate, in spec: Spec) -> [AlternativeName]
    {
        let said = certificate.names.compactMap { AlternativeName($0) }
        if !said.isEmpty { return said }
        var seen: Set<AlternativeName> = []
        let addresses = spec.sslServices
            .filter { $0.certificates.contains(certificate.name) }
            .flatMap(\.listen).map(\.address).filter { !$0.isUnspecified }
            .map { AlternativeName.address($0) }.filter { seen.insert($0).inserted }
        if !addresses.isEmpty { return addresses }
        return [AlternativeName(hostName()) ?? .dns("localhost")]
    }

    /// Returns the thrown error as a sentence; nil: none.
    func failure(_ work: () throws -> Void) -> String? {
        do {
            try work()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
