import ArgumentParser
import Certificates
import Model

/// `ballast certificate import`.
struct ImportCertificate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make NAME.pem from the files that a certificate authority sent.",
        discussion: """
            PEM in any order, PKCS#12 (.pfx, .p12), PKCS#7 (.p7b) and DER are read. The key's \
            certificate and its chain are found by their signatures; roots are left out. Without \
            a key in the files, the one that NAME.pem has is used: the request was made for it.

            Exit status: 0 imported, or already so; 1 not, and the old file is as it was.
            """)

    @OptionGroup var certificates: CertificateOptions
    @OptionGroup var password: PasswordOptions
    @Argument(help: "Name of the certificate.") var name: CertificateName
    @Argument(help: "Files with key, certificate and chain.", completion: .file())
    var files: [String]
    @Flag(help: "Replace what has this name, and take one that is no longer good.")
    var force = false

    func run() throws {
        try stopping {
            var contents = FileContents()
            for file in files { contents.append(try password.read(file)) }
            let place = certificates.place
            try place.locked { try put(contents, into: place.file(name)) }
        }
    }

    private func put(_ contents: FileContents, into path: String) throws {
        let old = try existing(path)
        let sorted = try Identity.sorted(from: contents, spare: old?.keys.first)
        let identity = sorted.identity
        for sentence in sorted.leftOut { standardError("left out: \(sentence)") }
        let file = try identity.pem()
        // What HAProxy will read is judged, not what was meant to be written.
        let findings = inspect(file, now: UTCTime.now, anchors: try TrustAnchors())
        CertificateText.print(findings)
        let isUnusable = findings.contains { $0.severity == .error }
        guard !isUnusable, force || !findings.contains(where: { $0.expiry == .over }) else {
            throw CertificateFailure(
                "import \(name.text)", "it could not serve", hint: isUnusable ? nil : forceHint)
        }
        if let old {
            if old.certificates == [identity.leaf] + identity.chain, old.keys.count == 1 {
                print("\(path): already so")
                return
            }
            guard force || Self.isAnswer(identity, to: old) else {
                throw CertificateFailure("make \(path)", "it is there", hint: forceHint)
            }
        }
        try writeSecret(file, to: path, replacing: old != nil || force)
        let chain = counted(identity.chain.count, "intermediate")
        print("\(path): \(identity.leaf), \(chain), good until \(identity.leaf.notAfter)")
    }

    private var forceHint: String { "--force does it anyway" }

    /// What the file has now; nil when it is not there, or is to be replaced whatever it has.
    private func existing(_ path: String) throws -> FileContents? {
        guard isThere(path) else { return nil }
        do {
            return try FileContents(try readSecret(path))
        } catch {
            if force { return nil }
            throw error
        }
    }

    /// Whether it is the certificate that takes the place of a self-signed one with its key.
    private static func isAnswer(_ identity: Identity, to old: FileContents) -> Bool {
        old.certificates.count == 1 && old.certificates[0].isSelfSigned
            && old.keys.contains { $0.publicKey == identity.key.publicKey }
    }
}
