import ArgumentParser
import Certificates
import Files
import Model
import Proxies

/// `ballast certificate import`.
struct ImportCertificate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Create NAME.pem from the files of a certificate authority.",
        discussion: """
            Reads PEM in any order, PKCS#12 (.pfx, .p12), PKCS#7 (.p7b) and DER. Finds the key's \
            certificate and its chain by signatures and validity, and omits roots. If the files \
            have no key, the key in NAME.pem is used, for which the request was created.

            Exit status: 0 imported or unchanged; 1 failed, and the old file is unchanged.
            """)

    @OptionGroup var certificates: CertificateOptions
    @OptionGroup var password: PasswordOptions
    @Argument(help: "Name of the certificate.") var name: CertificateName
    @Argument(help: "Files with the key, the certificate and its chain.", completion: .file())
    var files: [String]
    @Option(help: "File of additional root certificates.", completion: .file())
    var ca: String?
    @Flag(help: "Replace any existing certificate of this name.")
    var force = false
    @Flag(help: "Accept an expired certificate.")
    var allowExpired = false

    func run() throws {
        try stopping {
            var contents = FileContents()
            for file in files { contents.append(try password.read(file)) }
            let place = certificates.place
            let anchors = try TrustAnchors(file: ca)
            try place.locked { try put(contents, into: place.file(name), anchors) }
        }
    }

    private func put(
        _ contents: FileContents, into path: String, _ anchors: TrustAnchors
    ) throws {
        let old = try existing(path)
        let sorted = try Identity.sorted(
            from: contents, spare: old?.keys.first, anchors: anchors, now: UTCTime.now)
        let identity = sorted.identity
        for sentence in sorted.leftOut { standardError("left out: \(sentence)") }
        for sentence in sorted.notes { standardError("note: \(sentence)") }
        let file = try identity.pem()
        // The findings are on the file that HAProxy will read.
        let findings = inspect(file, now: UTCTime.now, anchors: anchors)
        CertificateText.print(findings)
        guard !findings.contains(where: { $0.severity == .error }) else {
            throw CertificateFailure("import \(name.text)", "it could not serve")
        }
        if !allowExpired, let expired = findings.first(where: { $0.expiry == .over }) {
            throw CertificateFailure(
                "import \(name.text)", expired.message, hint: "--allow-expired takes it anyway")
        }
        if let old {
            if old.certificates == [identity.leaf] + identity.chain, old.keys.count == 1 {
                print("\(path): unchanged")
                return
            }
            guard force || Self.isRenewal(identity, of: old) else {
                throw CertificateFailure("make \(path)", "it already exists", hint: forceHint(old))
            }
            noteLostNames(identity.leaf, old)
        }
        try writeSecret(file, to: path, replacing: old != nil || force)
        let chain = counted(identity.chain.count, "intermediate")
        print("\(path): \(identity.leaf), \(chain), good until \(identity.leaf.notAfter)")
    }

    private func noteLostNames(_ leaf: Certificate, _ old: FileContents) {
        let lost = (old.certificates.first?.names ?? []).filter { !leaf.names.contains($0) }
        guard !lost.isEmpty else { return }
        let names = lost.map(\.description).joined(separator: ", ")
        standardError("note: the certificate before was also for \(names)")
    }

    private func forceHint(_ old: FileContents) -> String {
        let leaf = old.certificates.first.map { "; it is \($0), good until \($0.notAfter)" } ?? ""
        return "--force replaces it\(leaf)"
    }

    /// Returns the file's current contents; nil: no file, or `--force` replaces an unreadable one.
    private func existing(_ path: String) throws -> FileContents? {
        guard isThere(path) else { return nil }
        do {
            return try FileContents(try readSecret(path))
        } catch {
            if force { return nil }
            throw error
        }
    }

    /// Whether the certificate is a later one for the same key, such as a renewal, or the
    /// authority's first certificate for it.
    private static func isRenewal(_ identity: Identity, of old: FileContents) -> Bool {
        guard old.keys.count == 1, old.keys[0].publicKey == identity.key.publicKey,
            let former = old.certificates.first
        else { return false }
        return former.isSelfSigned || former == identity.leaf
            || former.notAfter < identity.leaf.notAfter
    }
}
