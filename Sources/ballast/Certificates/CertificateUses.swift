import FoundationEssentials
import Model

/// Which SSL services of a document show which files.
struct CertificateUses {
    private let spec: Spec?
    private let directory: String
    private let document: String
    private let store: CertificateDirectory

    /// The uses of a document; where there is none that is good, nothing is known.
    ///
    /// - Parameter store: where certificates without a file in the document are.
    init(of document: String, in store: CertificateDirectory) {
        spec =
            isThere(document)
            ? DocumentReading(path: document, looksAtFiles: false, allowsPrivileged: true).spec
            : nil
        self.document = document
        directory = DocumentReading.directory(of: document)
        self.store = store
    }

    /// The files of the document's certificates, in its order.
    var files: [String] {
        (spec?.certificates ?? []).map { $0.path(directory: directory, store: store) }
    }

    /// The document's certificate that has this file, with the files of its key and its roots.
    func certificate(of path: String) -> CertificateFile? {
        let path = Self.whole(path)
        return spec?.certificates
            .map {
                CertificateFile(
                    of: $0, directory: directory, store: store, document: document)
            }
            .first { Self.whole($0.path) == path }
    }

    /// The SSL services that show a file, in the document's order; nil: nothing is known.
    func services(of path: String) -> [String]? {
        guard let spec else { return nil }
        let path = Self.whole(path)
        let names = Set(
            spec.certificates.filter {
                Self.whole($0.path(directory: directory, store: store)) == path
            }.map(\.name))
        return spec.sslServices.filter { !names.isDisjoint(with: $0.certificates) }.map(\.name)
    }

    /// One path for one file, whatever links lead to it.
    private static func whole(_ path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().path
    }
}
