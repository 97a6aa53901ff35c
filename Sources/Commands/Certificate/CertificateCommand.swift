import ArgumentParser
import Certificates
import Proxies

/// `ballast certificate`.
struct CertificateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Create, import, show and renew certificates.",
        discussion: """
            A certificate is one file, NAME.pem, with the certificate, its chain and its key, in \
            the form that HAProxy reads. It is written atomically, and only its owner can read it. \
            Without --force, an existing certificate is only replaced by a later one with the same \
            key, or by the first one from an authority.
            """,
        subcommands: [
            CreateCertificate.self, ImportCertificate.self, ShowCertificate.self,
            RenewSelfSigned.self, ExportRequest.self,
        ])
}

extension KeyChoice: ExpressibleByArgument {}

extension CertificateName: ExpressibleByArgument {}
