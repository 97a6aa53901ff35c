import ArgumentParser
import Certificates
import Proxies

/// `ballast certificate create`.
struct CreateCertificate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a key, a certificate request and a self-signed certificate.",
        discussion: """
            NAME.pem has the key and the self-signed certificate, NAME.csr the request for a \
            certificate authority. "ballast certificate import NAME FILE" imports its answer.

            Exit status: 0 created; 1 failed.
            """)

    @OptionGroup var certificates: CertificateOptions
    @Argument(help: "Name of the certificate.") var name: CertificateName
    @Option(help: "Kind of key.") var key = KeyChoice.p256
    @Option(
        name: .customLong("name"),
        help: "DNS name or address for clients; repeat it for more.")
    var names: [HostArgument]
    @Option(help: "For example \"CN=shop.example,O=Shop\". Default: CN is the first name.")
    var subject: String?
    @Option(help: "Days until the self-signed certificate expires.")
    var days = Identity.defaultDays
    @Flag(help: "Replace an existing key and certificate.") var force = false

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
