import Certificates
import Files
import Glibc
import Model
import Planning

/// Returns the findings on the files of `cluster.tableSync`, each at its key.
///
/// An error is a file with which HAProxy does not load the configuration, a warning one that the
/// other nodes refuse.
///
/// - Parameters:
///   - document: the document, whose folder is the base of the path of the authorities.
///   - home: the document in whose folder the files of this node alone are.
///   - isNode: whether this host is a node; otherwise it needs no certificate.
package func tableSyncDiagnostics(
    of spec: Spec, in document: String, home: String, isNode: Bool, now: UTCTime
) -> [Diagnostic] {
    guard let cluster = spec.cluster, let sync = cluster.tableSync else { return [] }
    let place = DocumentPath([.key("cluster"), .key("tableSync")])
    let own = NamedFile(sync.identity, at: place.key("identity"), use: .secret)
    let ca = NamedFile(sync.authority, at: place.key("ca"))
    if let replication = cluster.replication {
        let identity = PathName.path(of: replication.identity, in: PathName.directory(of: home))
        if isSameFile(identity, own.path(in: home)) { return [.tableSyncIdentity(sync)] }
    }
    var findings: [Diagnostic] = []
    let authorities = ca.text(in: document, &findings) { text throws(CertificateFailure) in
        try PeerAuthorities(SecretBytes(text.utf8))
    }
    guard isNode || access(own.path(in: home), F_OK) == 0 else { return findings }
    let isApart = home != document
    let certificate = own.text(in: home, isApart: isApart, &findings) {
        text throws(CertificateFailure) in
        try PeerCertificate(SecretBytes(text.utf8))
    }
    guard let certificate else { return findings }
    findings += certificate.findings(verifiedBy: authorities, at: now).map {
        $0.diagnostic(at: own.place)
    }
    if let exposure = keyExposure(of: own.path(in: home)) {
        findings.append(exposure.diagnostic(at: own.place))
    }
    return findings
}

/// Whether two paths lead to one file.
private func isSameFile(_ one: String, _ other: String) -> Bool {
    var (left, right) = (stat(), stat())
    guard stat(one, &left) == 0, stat(other, &right) == 0 else { return false }
    return left.st_dev == right.st_dev && left.st_ino == right.st_ino
}

extension NamedFile {
    fileprivate func path(in document: String) -> String {
        PathName.path(of: name, in: PathName.directory(of: document))
    }

    /// Returns the parsed text of the file; nil: there is a finding.
    ///
    /// - Parameter isApart: whether the document that is checked is another one.
    fileprivate func text<Contents>(
        in document: String, isApart: Bool = false, _ findings: inout [Diagnostic],
        parse: (String) throws(CertificateFailure) -> Contents
    ) -> Contents? {
        func add(
            _ severity: Diagnostic.Severity, _ message: String, hint: String? = nil
        ) {
            findings.append(
                Diagnostic(
                    .certificateUnreadable, severity: severity, at: place, message, hint: hint))
        }
        let path = path(in: document)
        switch ProxyFiles.read(path, in: document) {
        case .success(let text):
            do throws(CertificateFailure) {
                return try parse(text)
            } catch {
                var failure = error
                if failure.operation == "read the file" { failure.operation = "read \(path)" }
                add(.error, "\(failure)", hint: failure.hint)
            }
        case .failure(let refusal):
            switch refusal.reason {
            case .system(EACCES):
                add(
                    .warning, "\(refusal)",
                    hint: "it was not checked: run the command as root, as HAProxy is")
            case .system(let number):
                let isMissing = number == ENOENT || number == ENOTDIR
                add(
                    .error, isMissing ? "there is no file \(path)" : "\(refusal)",
                    hint: "HAProxy does not start without it: docs/guide/operating.md has the "
                        + "commands that create it")
            // The files beside the document are reported with those of proxies.
            default: if isApart { add(.error, "\(refusal)", hint: refusal.remedy) }
            }
        }
        return nil
    }
}
