import Admin
import Certificates
import Files
import Model
import Proxies

extension DocumentDesk {
    /// Imports the PEM text of a certificate authority for a certificate without a file of its own.
    ///
    /// - Parameters:
    ///   - certificates: those of the document in force.
    ///   - store: the directory of certificates.
    ///
    /// - Returns: the result in a sentence.
    ///
    /// **Errors:** 404: the document has no such certificate; 409: the document names its file;
    /// 422: it can't serve, or may not replace the present one; 503: it can't be written.
    func importCertificate(
        _ name: String, _ text: String, isForced: Bool,
        among certificates: [NamedCertificate], into store: String
    ) throws(APIRefusal) -> String {
        let file = try Self.name(of: name, among: certificates)
        do {
            let place = CertificateDirectory(path: store)
            let work = CertificateImport(
                try FileContents(SecretBytes(text.utf8)), as: file, isForced: isForced)
            let anchors = try TrustAnchors(file: nil)
            var reasons: [String] = []
            do {
                return try place.locked(within: .seconds(3)) {
                    try work.write(into: place, anchors) { news in
                        guard case .findings(let findings) = news else { return }
                        reasons = findings.filter { $0.severity == .error }.map(\.message)
                    }
                }
            } catch let failure as CertificateFailure where !reasons.isEmpty {
                throw APIRefusal(422, "\(failure)", hint: reasons.joined(separator: "; "))
            }
        } catch let refusal as APIRefusal {
            throw refusal
        } catch let failure as CertificateFailure {
            let hint = failure.hint?.replacing("--force replaces", with: "the tick replaces")
            throw APIRefusal(422, "\(failure)", hint: hint)
        } catch {
            throw APIRefusal(503, "\(error)")
        }
    }

    /// Returns the request for the next certificate, with the present key and names.
    ///
    /// **Errors:** 404: the document has no such certificate, or there is no key yet; 409: the
    /// document names its file.
    func certificateRequest(
        _ name: String, among certificates: [NamedCertificate], in store: String
    ) throws(APIRefusal) -> String {
        let file = try Self.name(of: name, among: certificates)
        do {
            let (key, leaf) = try CertificateDirectory(path: store).keyAndCertificate(file)
            let subject = try Subject(name: DistinguishedName(subjectOf: leaf), names: leaf.names)
            return try SigningRequest(key: key, for: subject).pem
        } catch let failure as CertificateFailure {
            throw APIRefusal(404, "\(failure)", hint: failure.hint)
        } catch {
            throw APIRefusal(404, "\(error)")
        }
    }

    private static func name(
        of name: String, among certificates: [NamedCertificate]
    ) throws(APIRefusal) -> CertificateName {
        guard let certificate = certificates.first(where: { $0.name == name }) else {
            throw APIRefusal(404, "the document has no certificate \"\(name.prefix(64))\"")
        }
        if let file = certificate.file {
            throw APIRefusal(
                409, "the document names the file of \(name): \(file)",
                hint: "replace that file; the controller reads it again when it changes")
        }
        guard let plain = CertificateName(argument: name) else {
            throw APIRefusal(
                409, "the name has characters that no file of a certificate has here",
                hint: "use \"ballast certificate import\"")
        }
        return plain
    }
}
