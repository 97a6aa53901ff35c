import ArgumentParser
import Certificates

/// `ballast certificate create`.
struct CreateCertificate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key, a request for a certificate, and a self-signed one until it comes.",
        discussion: """
            NAME.pem has the key and the self-signed certificate, NAME.csr the request that a \
            certificate authority signs. "ballast certificate import NAME FILE" puts its answer in.

            Exit status: 0 made, 1 not.
            """)

    @OptionGroup var certificates: CertificateOptions
    @Argument(help: "Name of the certificate.") var name: CertificateName
    @Option(help: "The kind of key.") var key = KeyChoice.p256
    @Option(
        name: .customLong("name"),
        help: "DNS name or address that clients connect to; repeated for more.")
    var names: [HostArgument]
    @Option(help: "For example \"CN=shop.example,O=Shop\"; else CN is the first name.")
    var subject: String?
    @Option(help: "How long the self-signed certificate is good.")
    var days = Identity.defaultDays
    @Flag(help: "Replace the key and the certificate of this name.") var force = false

    func run() throws {
        try stopping {
            let subject = try Subject(
                name: try subject.map { try DistinguishedName($0) }, names: names.map(\.name))
            let place = certificates.place
            try place.locked {
                let identity = try place.make(
                    name, key, for: subject, days: days, replacing: force)
                let end = identity.leaf.notAfter
                print("\(place.file(name)): \(identity.key), certificate good until \(end)")
                print("\(place.request(name)): the request, for a certificate authority")
            }
        }
    }
}
