import Certificates
import Files
import Model

/// What is wrong with the files of a document's certificates, each at the place that names it.
///
/// Nothing is made or changed, and what this user may not read is said.
///
/// - Parameters:
///   - document: the document, beside which files with relative paths are.
///   - store: where those without a file in the document are looked for; there need not be one.
///   - isJudged: whether a file that can't serve is an error; else a warning, because a document
///     that was good stays in force with an older certificate, or a self-signed one.
func certificateDiagnostics(
    of spec: Spec, in document: String, store: CertificateDirectory, isJudged: Bool, now: UTCTime
) -> [Diagnostic] {
    guard !spec.certificates.isEmpty else { return [] }
    let roots = SystemRoots()
    return spec.certificates.enumerated().flatMap { index, certificate -> [Diagnostic] in
        var file = CertificateFile(
            of: certificate, directory: DocumentReading.directory(of: document), store: store,
            document: document)
        file.look(roots, now: now)
        // One that nobody has made yet is made when it is needed.
        if certificate.file == nil, case .missing = file.state { return [] }
        let place = DocumentPath([.key("certificates"), .index(index)])
        return file.diagnostics(of: certificate, at: place, now).map { diagnostic in
            var diagnostic = diagnostic
            if !isJudged { diagnostic.severity = .warning }
            return diagnostic
        }
    }
}

extension NamedCertificate {
    /// The file that it comes from.
    func path(directory: String, store: CertificateDirectory) -> String {
        guard let file else { return store.file(ofDocument: name) }
        return PageContent.path(of: file, in: directory)
    }
}

/// The findings on lists of revoked certificates, each at its `crl` key.
///
/// HAProxy reads the same files, and reports those that can't be read.
func revocationDiagnostics(of spec: Spec, in document: String, now: UTCTime) -> [Diagnostic] {
    let directory = DocumentReading.directory(of: document)
    return spec.sslServices.enumerated().flatMap { index, service -> [Diagnostic] in
        guard let clients = service.clientCertificates, let revoked = clients.revoked else {
            return []
        }
        let place = DocumentPath([
            .key("sslServices"), .index(index), .key("clientCertificates"), .key("crl"),
        ])
        func bytes(_ file: String) throws -> SecretBytes {
            try readSecret(.named(PageContent.path(of: file, in: directory), by: document))
        }
        let lists = try? RevocationLists(
            try bytes(revoked), authorities: try bytes(clients.authority))
        return lists?.findings(at: now).map { $0.diagnostic(at: place) } ?? []
    }
}
