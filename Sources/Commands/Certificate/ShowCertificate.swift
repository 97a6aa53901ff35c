import ArgumentParser
import Certificates
import Files
import Glibc
import Model
import Proxies

/// `ballast certificate show`.
struct ShowCertificate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the names, chain, expiry and problems of certificates.",
        discussion: """
            NAME is a certificate in the directory, or any file that "import" can read. Without \
            it, shows all certificates of the directory and of the document, with the SSL services \
            that use them.

            Exit status: 0 shown; 1 a certificate can't be read or can't serve; with --exit-code, \
            3 there are warnings.
            """)

    @OptionGroup var certificates: CertificateOptions
    @OptionGroup var password: PasswordOptions
    @OptionGroup var document: DocumentOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Name of a certificate, or a file.", completion: .file())
    var name: String?
    @Option(name: .customLong("for"), help: "Host name to verify; repeat it for more.")
    var hosts: [HostArgument] = []
    @Flag(help: "Exit with status 3 if there are warnings.")
    var exitCode = false
    @Option(help: "File of additional root certificates.", completion: .file())
    var ca: String?

    func run() throws {
        let reports = try stopping {
            let anchors = try TrustAnchors(file: ca)
            let uses = CertificateUses(of: document.file, in: certificates.place)
            return try paths(uses).map { path in
                var report = try report(path, uses.certificate(of: path), anchors)
                report.services = uses.services(of: path)
                return report
            }
        }
        let view = View(
            CertificatesAnswer(certificates: reports),
            text: { reports.map(CertificateText.text).joined(separator: "\n") })
        try view.print(json: output.json)
        let findings = reports.flatMap(\.findings)
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
        if exitCode, !findings.isEmpty { throw ExitCode(3) }
    }

    private func paths(_ uses: CertificateUses) throws -> [String] {
        let place = certificates.place
        guard let name else {
            // If the directory is missing, only the document's certificates are shown.
            let names = isThere(place.path) || uses.files.isEmpty ? try place.names() : []
            let own = names.map(place.file)
            return own + uses.files.filter { !own.contains($0) && isThere($0) }
        }
        guard !name.contains("/"), let known = CertificateName(argument: name),
            isThere(place.file(known)) || !isThere(name)
        else { return [name] }
        return [place.file(known)]
    }

    /// - Parameter known: the document's certificate with this file.
    private func report(
        _ path: String, _ known: CertificateFile?, _ anchors: TrustAnchors
    ) throws -> CertificateReport {
        var contents: FileContents
        var anchors = anchors
        do {
            contents = try password.read(path)
            if contents.keys.isEmpty, let key = known?.keyPath {
                contents.append(try password.read(key))
            }
            if ca == nil, let file = known?.authorityPath { anchors = try TrustAnchors(file: file) }
        } catch let failure as CertificateFailure {
            // One unreadable file does not hide the others.
            return CertificateReport(
                file: path, contents: nil,
                findings: [
                    CertificateFinding(
                        .certificateUnreadable, .error, "\(failure)", hint: failure.hint)
                ])
        }
        var findings = inspect(
            contents, hosts: hosts.map(\.name), now: UTCTime.now, anchors: anchors)
        let keyFile = known?.keyPath ?? path
        if !contents.keys.isEmpty, let finding = keyExposure(of: keyFile) {
            findings.append(finding)
        }
        return CertificateReport(
            file: path, contents: contents, findings: findings, notes: contents.notes)
    }
}
