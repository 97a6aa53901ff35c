import Certificates
import Files
import Glibc
import HAProxy
import Model

/// Keeps the certificates of a document in the directory that HAProxy reads.
///
/// It is called repeatedly; an unchanged file costs a stat(2). All calls wait for the disk, and a
/// new certificate for the lock of `ballast certificate`, so they must not run on a shared thread.
struct CertificateKeeper: Sendable {
    private let documentDirectory: String
    private let document: String?
    let store: CertificateDirectory
    let target: CertificateDirectory
    /// Copies of the last served certificates, which survive a reboot; nil: none.
    private let copies: CertificateDirectory?
    private var sources: [String: CertificateFile] = [:]
    private var targets: [String: CertificateFile] = [:]
    private var tables: CertificateFile?

    /// - Parameters:
    ///   - documentDirectory: the base of relative paths.
    ///   - store: the directory of `ballast certificate` for certificates without a file in the
    ///     document.
    ///   - target: HAProxy's directory, as in `HAProxySettings.certificateDirectory`.
    ///   - document: the document, whose owner may own the files that it names; nil: only root.
    ///   - copies: the directory of copies of the last served certificates; nil: none.
    init(
        documentDirectory: String, store: String, target: String, document: String? = nil,
        copies: String? = nil
    ) {
        self.documentDirectory = documentDirectory
        self.document = document
        self.store = CertificateDirectory(path: store)
        self.target = CertificateDirectory(path: target)
        self.copies = copies.map { CertificateDirectory(path: $0) }
    }

    /// Writes each certificate of an SSL service into HAProxy's directory, atomically.
    ///
    /// An unusable or missing file never replaces an authority's certificate. If the directory has
    /// none, as after a reboot, the copy of the last valid one serves; without a copy a self-signed
    /// certificate is created, so that HAProxy can start for all others.
    mutating func deploy(_ spec: Spec, now: UTCTime = .now) -> Deployment {
        let used = spec.certificates.enumerated().filter { _, certificate in
            spec.sslServices.contains { $0.certificates.contains(certificate.name) }
        }
        var deployment = Deployment()
        deployment.tables = tableStatus(of: spec, now)
        guard !used.isEmpty else { return deployment }
        let roots = SystemRoots()
        for (index, certificate) in used {
            deploy(
                certificate, DocumentPath([.key("certificates"), .index(index)]), of: spec,
                roots, now, into: &deployment)
        }
        let kept = Set(used.map(\.element.name))
        sources = sources.filter { kept.contains($0.key) }
        let places = Set(used.map { target.file(ofDocument: $0.element.name) })
        targets = targets.filter { places.contains($0.key) }
        return deployment
    }

    /// Returns the certificates that ``deploy(_:now:)`` would install from the existing files,
    /// without writing them.
    mutating func preview(_ spec: Spec) -> [ProxyCertificate] {
        let roots = SystemRoots()
        return spec.certificates.compactMap { certificate in
            guard spec.sslServices.contains(where: { $0.certificates.contains(certificate.name) })
            else { return nil }
            var source = file(of: certificate)
            source.look(roots)
            return source.served?.wanted(as: target.file(ofDocument: certificate.name))
        }
    }

    /// Removes the keys from HAProxy's directory that the document no longer uses.
    ///
    /// Must be called only after HAProxy has loaded the document's configuration, because a restart
    /// with an older one needs them.
    ///
    /// **Errors:** the directory can't be read.
    func removeUnused(by spec: Spec) throws {
        let names = Set(spec.sslServices.flatMap(\.certificates)).map {
            CertificateName(ofDocument: $0).text + ".pem"
        }
        for name in try target.allFiles() where !names.contains(name) {
            unlink("\(target.path)/\(name)")
        }
    }

    /// Whether a certificate of an authority serves, or did before a reboot: if its file is lost,
    /// it stays in service, and no self-signed one replaces it.
    private func hasServed(_ name: String, _ live: CertificateFile) -> Bool {
        if let served = live.served { return !served.leaf.isSelfSigned }
        guard let copy = copies?.file(ofDocument: name) else { return false }
        var kept = CertificateFile(path: copy)
        kept.look(nil)
        return kept.served?.leaf.isSelfSigned == false
    }

    /// Restores the copy of the last served certificate; false: no valid copy.
    private func restore(_ name: String, to path: String) -> Bool {
        guard let copy = copies?.file(ofDocument: name) else { return false }
        var kept = CertificateFile(path: copy)
        kept.look(nil)
        guard let served = kept.served else { return false }
        return failure { try put(served.pem, into: path) } == nil
    }

    private func file(of certificate: NamedCertificate) -> CertificateFile {
        CertificateFile(
            of: certificate, directory: documentDirectory, store: store, document: document)
    }

    /// Returns the status of the certificate of `cluster.tableSync`, which stays where it is.
    private mutating func tableStatus(of spec: Spec, _ now: UTCTime) -> CertificateStatus? {
        guard let sync = spec.cluster?.tableSync else {
            tables = nil
            return nil
        }
        let path = PathName.path(of: sync.identity, in: documentDirectory)
        var file = CertificateFile(path: path, document: document).continuing(tables)
        file.look(nil, now: now)
        tables = file
        return CertificateStatus(ofTables: file, now)
    }

    private mutating func deploy(
        _ certificate: NamedCertificate, _ place: DocumentPath, of spec: Spec,
        _ roots: SystemRoots, _ now: UTCTime, into deployment: inout Deployment
    ) {
        var source = file(of: certificate).continuing(sources[certificate.name])
        source.look(roots, now: now)
        var complaint: String?
        let target = self.target.file(ofDocument: certificate.name)
        var live = CertificateFile(path: target, authority: source.authorityPath)
            .continuing(targets[target])
        live.look(roots, now: now)
        if certificate.file == nil, case .missing = source.state,
            !hasServed(certificate.name, live)
        {
            complaint = failure { try makeFirst(certificate, of: spec) }
            source.look(roots, now: now)
        }
        sources[certificate.name] = source
        var isReplaced = false
        if let served = source.served, !live.isBetter(than: served, now) {
            if !live.holds(served) {
                complaint = failure { try put(served.pem, into: target) }
                isReplaced = complaint == nil
                live.look(roots, now: now)
            }
        } else {
            complaint = complaint ?? source.refusal(now)
            if live.served == nil, restore(certificate.name, to: target) {
                live.look(roots, now: now)
                isReplaced = live.served != nil
                complaint = [complaint, isReplaced ? "the last good one is served" : nil]
                    .compactMap(\.self).joined(separator: "; ")
            }
            if live.served == nil {
                let reason = failure { try standIn(for: certificate, of: spec, at: target) }
                live.look(roots, now: now)
                complaint = [complaint, reason ?? "a self-signed certificate stands in for it"]
                    .compactMap(\.self).joined(separator: "; ")
                isReplaced = reason == nil
            }
        }
        targets[target] = live
        if isReplaced { deployment.replaced.append(certificate.name) }
        if let complaint {
            deployment.complaints.append(
                CertificateComplaint(certificate: certificate.name, text: complaint))
        }
        if let served = live.served { deployment.wanted.append(served.wanted(as: target)) }
        deployment.statuses.append(
            CertificateStatus(
                certificate, at: place, of: spec, source: source, live: live, complaint, now))
    }
}
