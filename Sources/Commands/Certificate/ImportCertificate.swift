import ArgumentParser
import Certificates
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
            let work = CertificateImport(
                contents, as: name, isForced: force, allowsExpired: allowExpired)
            print(try place.locked { try work.write(into: place, anchors, report: Self.tell) })
        }
    }

    private static func tell(_ news: CertificateImport.News) {
        switch news {
        case .leftOut(let sentence): standardError("left out: \(sentence)")
        case .note(let sentence): standardError("note: \(sentence)")
        case .findings(let findings): CertificateText.print(findings)
        }
    }
}
