import Certificates
import Model

extension CertificateStatus {
    /// Creates the status of a certificate from its source file and HAProxy's file.
    ///
    /// - Parameter refusal: the reason that the source is not in HAProxy's file; nil: it is.
    init(
        _ certificate: NamedCertificate, at place: DocumentPath, of spec: Spec,
        source: CertificateFile, live: CertificateFile, _ refusal: String?, _ now: UTCTime
    ) {
        let leaf = live.served?.leaf
        var findings = source.diagnostics(of: certificate, at: place, now)
        if let served = live.served, source.served?.isSame(as: served) != true {
            findings += live.diagnostics(of: certificate, at: place, now)
        }
        self.init(
            name: certificate.name, file: source.path,
            served: leaf.map { leaf in
                Served(
                    fingerprint: leaf.fingerprint, names: leaf.names.map(\.description),
                    notAfter: leaf.notAfter.seconds * 1000, daysLeft: leaf.daysLeft(at: now),
                    isSelfSigned: leaf.isSelfSigned, chain: live.links)
            }, expiry: live.expiry(now),
            services: spec.sslServices.filter { $0.certificates.contains(certificate.name) }
                .map(\.name),
            findings: findings, refusal: refusal)
    }

    /// Creates the status of the certificate of `cluster.tableSync`; nil: the file is unusable.
    init?(ofTables file: CertificateFile, _ now: UTCTime) {
        guard let leaf = file.served?.leaf else { return nil }
        self.init(
            name: "of tableSync", file: file.path,
            served: Served(
                fingerprint: leaf.fingerprint, names: ["\(leaf)"],
                notAfter: leaf.notAfter.seconds * 1000, daysLeft: leaf.daysLeft(at: now)),
            expiry: file.expiry(now), services: [])
    }
}

extension CertificateFile {
    /// The certificates that a client gets, the server's own first.
    fileprivate var links: [CertificateLink] {
        guard let served else { return [] }
        return ([served.leaf] + served.chain).map { certificate in
            CertificateLink(
                subject: certificate.subject, issuer: certificate.issuer,
                notAfter: certificate.notAfter.seconds * 1000)
        }
    }

    /// Returns the findings on the file, at its place in the document; errors first.
    func diagnostics(
        of certificate: NamedCertificate, at place: DocumentPath, _ now: UTCTime
    ) -> [Diagnostic] {
        let path = certificate.file == nil ? place : place.key("file")
        let failures = authorityFailure.map { failure in
            CertificateFinding(
                .certificateUnreadable, .warning, "\(failure)",
                hint: "the chain is looked at with the system's roots alone"
            ).diagnostic(at: place.key("ca"))
        }
        var findings = findings(for: certificate.names.compactMap { AlternativeName($0) }, at: now)
        if served != nil, let exposure = keyExposure(of: keyPath ?? self.path) {
            findings.append(exposure)
        }
        return [failures].compactMap(\.self)
            + findings.map { finding in
                let isName = finding.code == .certificateName && !certificate.names.isEmpty
                let isKey = finding.code.isAboutKeyFile && certificate.key != nil
                return finding.diagnostic(
                    at: isName ? place.key("names") : isKey ? place.key("key") : path)
            }
    }

    /// Returns the expiry notice of its certificates; nil: none is due.
    func expiry(_ now: UTCTime) -> ExpiryNotice? {
        findings(for: [], at: now).compactMap(\.expiry).max()
    }

    /// Returns the gravest finding; nil: none.
    func refusal(_ now: UTCTime) -> String? {
        let findings = findings(for: [], at: now)
        return (findings.first { $0.severity == .error || $0.expiry == .over } ?? findings.first)
            .map(\.message)
    }

    private func findings(for hosts: [AlternativeName], at now: UTCTime) -> [CertificateFinding] {
        switch state {
        case .unread: []
        case .missing(let path):
            [
                CertificateFinding(
                    .certificateUnreadable, .warning, "there is no file \(path)",
                    hint:
                        "the certificate before stays in service, or a self-signed one stands in: "
                        + "put the file back, or \"ballast certificate import\"")
            ]
        case .forbidden(let failure):
            [
                CertificateFinding(
                    .certificateUnreadable, .warning, "\(failure)",
                    hint: "what is in it was not checked: ask as the user whose file it is")
            ]
        case .unreadable(let finding): [finding]
        case .judged(let judgement, _): judgement.findings(for: hosts, at: now)
        }
    }
}

extension DiagnosticCode {
    /// Whether the finding is about the private key, which may have its own file.
    fileprivate var isAboutKeyFile: Bool {
        [.certificateKey, .certificateKeyMismatch, .certificateKeyExposed].contains(self)
    }
}
