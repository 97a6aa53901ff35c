import Certificates
import Files
import Model

/// Returns the findings on the certificate files of a document, each at its key.
///
/// Nothing is created or changed, and unreadable files are reported.
///
/// - Parameters:
///   - document: the document, whose folder is the base of relative paths.
///   - store: the directory of certificates without a file in the document; it may be missing.
///   - isJudged: whether an unusable file is an error; otherwise a warning, because an accepted
///     document stays in force with an older or self-signed certificate.
///   - clean: contents that are not judged again.
package func certificateDiagnostics(
    of spec: Spec, in document: String, store: CertificateDirectory, isJudged: Bool, now: UTCTime,
    clean: CleanCertificates = .shared
) -> [Diagnostic] {
    guard !spec.certificates.isEmpty else { return [] }
    let roots = SystemRoots()
    return spec.certificates.enumerated().flatMap { index, certificate -> [Diagnostic] in
        var file = CertificateFile(
            of: certificate, directory: PathName.directory(of: document), store: store,
            document: document)
        let contents = file.contents(for: certificate)
        if clean.has(contents, at: now), keyExposure(of: file.keyPath ?? file.path) == nil {
            return []
        }
        file.look(roots, now: now)
        // A missing certificate without a file is created when it is needed.
        if certificate.file == nil, case .missing = file.state { return [] }
        let place = DocumentPath([.key("certificates"), .index(index)])
        // The file may have changed since its hash was made.
        if file.contents(for: certificate) == contents {
            clean.note(contents, of: file, now: now) { time in
                file.diagnostics(of: certificate, at: place, time).count
            }
        }
        return file.diagnostics(of: certificate, at: place, now).map { diagnostic in
            var diagnostic = diagnostic
            if !isJudged { diagnostic.severity = .warning }
            return diagnostic
        }
    }
}

extension NamedCertificate {
    /// Returns the path of the file.
    package func path(directory: String, store: CertificateDirectory) -> String {
        guard let file else { return store.file(ofDocument: name) }
        return PathName.path(of: file, in: directory)
    }
}

/// Returns the findings on lists of revoked certificates, each at its `crl` key.
///
/// HAProxy reads the same files, and reports unreadable ones.
package func revocationDiagnostics(
    of spec: Spec, in document: String, now: UTCTime
) -> [Diagnostic] {
    let directory = PathName.directory(of: document)
    return spec.sslServices.enumerated().flatMap { index, service -> [Diagnostic] in
        guard let clients = service.clientCertificates, let revoked = clients.revoked else {
            return []
        }
        let place = DocumentPath([
            .key("sslServices"), .index(index), .key("clientCertificates"), .key("crl"),
        ])
        func bytes(_ file: String) throws -> SecretBytes {
            try readSecret(.named(PathName.path(of: file, in: directory), by: document))
        }
        let lists = try? RevocationLists(
            try bytes(revoked), authorities: try bytes(clients.authority))
        return lists?.findings(at: now).map { $0.diagnostic(at: place) } ?? []
    }
}
