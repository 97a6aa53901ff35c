import Controller
import Files
import FoundationEssentials
import Model
import Proxies

/// The SSL services of a document, by the certificate files that they present.
struct CertificateUses {
    private let spec: Spec?
    private let directory: String
    private let document: String
    private let store: CertificateDirectory

    /// Creates the uses of a document; unknown if no document is valid.
    ///
    /// - Parameter store: the directory of certificates without a file in the document.
    init(of document: String, in store: CertificateDirectory) {
        spec =
            isThere(document)
            ? DocumentReading(path: document, looksAtFiles: false, allowsPrivileged: true).spec
            : nil
        self.document = document
        directory = PathName.directory(of: document)
        self.store = store
    }

    /// The files of the document's certificates, in order.
    var files: [String] {
        (spec?.certificates ?? []).map { $0.path(directory: directory, store: store) }
    }

    /// Returns the document's certificate with this file, and the files of its key and roots.
    func certificate(of path: String) -> CertificateFile? {
        let path = Self.whole(path)
        return spec?.certificates
            .map {
                CertificateFile(
                    of: $0, directory: directory, store: store, document: document)
            }
            .first { Self.whole($0.path) == path }
    }

    /// Returns the SSL services that present a file, in the document's order; nil: unknown.
    func services(of path: String) -> [String]? {
        guard let spec else { return nil }
        let path = Self.whole(path)
        let names = Set(
            spec.certificates.filter {
                Self.whole($0.path(directory: directory, store: store)) == path
            }.map(\.name))
        return spec.sslServices.filter { !names.isDisjoint(with: $0.certificates) }.map(\.name)
    }

    /// Returns the path of a file with all links resolved.
    private static func whole(_ path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().path
    }
}
