import ArgumentParser
import Certificates
import Proxies

/// `ballast certificate renew-self-signed`.
struct RenewSelfSigned: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew-self-signed",
        abstract: "Renew a self-signed certificate with the same key, subject and names.",
        discussion: """
            Fails for a certificate from an authority.

            Exit status: 0 renewed; 1 failed, and the old file is unchanged.
            """)

    @OptionGroup var certificates: CertificateOptions
    @Argument(help: "Name of the certificate.") var name: CertificateName
    @Option(help: "Days until the new certificate expires.") var days = Identity.defaultDays

    func run() throws {
        try stopping {
            let place = certificates.place
            try place.locked {
                let (key, leaf) = try place.keyAndCertificate(name)
                guard leaf.isSelfSigned else {
                    throw CertificateFailure(
                        "renew \(name.text)", "it is signed by \(leaf.issuer)",
                        hint: "\"ballast certificate export-csr \(name.text)\" has the request "
                            + "for the next one")
                }
                let identity = try Identity(
                    selfSigned: key, for: try Subject(of: leaf), now: UTCTime.now, days: days)
                try writeSecret(try identity.pem(), to: place.file(name), replacing: true)
                print("\(place.file(name)): good until \(identity.leaf.notAfter)")
            }
        }
    }
}
