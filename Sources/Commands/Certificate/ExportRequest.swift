import ArgumentParser
import Certificates
import Glibc
import Proxies

/// `ballast certificate export-csr`.
struct ExportRequest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-csr",
        abstract: "Print a request for the next certificate with the existing key.",
        discussion: """
            The subject and the names are those of the certificate, unless others are given.

            Exit status: 0 printed; 1 failed.
            """)

    @OptionGroup var certificates: CertificateOptions
    @Argument(help: "Name of the certificate.") var name: CertificateName
    @Option(name: .customLong("name"), help: "Other DNS name or address; repeat it for more.")
    var names: [HostArgument] = []
    @Option(help: "Other subject.") var subject: String?

    func run() throws {
        try stopping {
            let (key, leaf) = try certificates.place.keyAndCertificate(name)
            let subject = try Subject(
                name: try subject.map { try DistinguishedName($0) }
                    ?? DistinguishedName(subjectOf: leaf),
                names: names.isEmpty ? leaf.names : names.map(\.name))
            write(try SigningRequest(key: key, for: subject).pem, to: STDOUT_FILENO)
        }
    }
}
