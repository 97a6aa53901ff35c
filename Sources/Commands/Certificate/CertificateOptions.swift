import ArgumentParser
import Proxies

/// The directory of the certificates.
struct CertificateOptions: ParsableArguments {
    @Option(help: "Directory of the certificates.")
    var directory = CertificateDirectory.usual.path

    var place: CertificateDirectory { CertificateDirectory(path: directory) }
}
