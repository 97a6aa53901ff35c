import ArgumentParser
import Certificates

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

/// The directory of the certificates.
struct CertificateOptions: ParsableArguments {
    @Option(help: "Directory of the certificates.")
    var directory = CertificateDirectory.usual.path

    var place: CertificateDirectory { CertificateDirectory(path: directory) }
}

/// The name of a certificate and its file.
struct CertificateName: ExpressibleByArgument, Sendable, Hashable {
    let text: String

    /// **Shape:** 1 to 200 letters, digits, `-`, `_` and `.`, not beginning with `.` or `-`.
    init?(argument: String) {
        let bytes = argument.utf8
        guard (1...200).contains(bytes.count), !argument.hasPrefix("."), !argument.hasPrefix("-"),
            bytes.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                    || (0x61...0x7a).contains(byte) || "-_.".utf8.contains(byte)
            })
        else { return nil }
        text = argument
    }
}

/// A DNS name or an address from the command line.
struct HostArgument: ExpressibleByArgument {
    let name: AlternativeName

    init?(argument: String) {
        guard let name = AlternativeName(argument) else { return nil }
        self.name = name
    }
}

extension KeyChoice: ExpressibleByArgument {}
