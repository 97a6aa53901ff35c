import Certificates
import Files
import Glibc
import Model

/// Returns the findings on the certificate file of the API, `admin.certificate`, at its key.
///
/// An authority of the site's own is usual there, so the chain is not searched for a known root.
///
/// - Parameters:
///   - document: the document, whose folder is the base of a relative path.
///   - isJudged: whether an unusable file is an error; otherwise a warning, because the former
///     certificate stays in service.
package func adminCertificateDiagnostics(
    of spec: Spec, in document: String, isJudged: Bool, now: UTCTime
) -> [Diagnostic] {
    guard let name = spec.admin.certificate else { return [] }
    let place = DocumentPath([.key("admin"), .key("certificate")])
    let path = PathName.path(of: name, in: PathName.directory(of: document))
    return adminFindings(path, in: document, now).map { finding in
        var diagnostic = finding.diagnostic(at: place)
        if !isJudged { diagnostic.severity = .warning }
        return diagnostic
    }
}

private func adminFindings(
    _ path: String, in document: String, _ now: UTCTime
) -> [CertificateFinding] {
    func unreadable(
        _ severity: Diagnostic.Severity, _ message: String, hint: String? = nil
    ) -> [CertificateFinding] {
        [CertificateFinding(.certificateUnreadable, severity, message, hint: hint)]
    }
    do {
        // The users whose files the API accepts.
        let file = TrustedFile(path: path, trusting: TrustedUsers(ownerOf: document))
        let secret = try readSecret(file)
        let contents = try FileContents(secret)
        // Read, sorted and judged as the API does it.
        let findings = Candidate(contents, now: now).judgement.findings(at: now)
        let exposure = [keyExposure(of: path)].compactMap(\.self)
        return findings.filter { $0.code != .certificateSelfSigned } + exposure
    } catch let refusal as FileRefusal {
        switch refusal.reason {
        case .system(ENOENT), .system(ENOTDIR):
            return unreadable(
                .warning, "there is no file \(path)",
                hint: "the API keeps its former certificate; without one it does not listen")
        case .system(EACCES):
            return unreadable(
                .warning, "\(refusal)", hint: "it was not checked: run the command as root")
        default: return unreadable(.error, "\(refusal)", hint: refusal.remedy)
        }
    } catch let failure as CertificateFailure {
        return unreadable(.error, "\(path): \(failure)", hint: failure.hint)
    } catch {
        return unreadable(.error, "\(path): \(error)")
    }
}
