import Certificates
import Files
import HAProxy
import Model

/// Copies of the files in raw lines, for a check of a document in a directory that HAProxy's user
/// can't search.
///
/// They have the contents that the author of the document sent with it. Keys of the document are
/// not among them.
struct RawFileCopies {
    /// The copies by the paths of the files, the longest first: a path can begin with another.
    private let copies: [(path: String, copy: String)]

    /// Copies the files of a document below its directory; HAProxy reports unreadable ones.
    init(of spec: Spec, in document: String, to folder: String) {
        let directory = PathName.directory(of: document)
        func path(_ file: NamedFile) -> String { PathName.path(of: file.name, in: directory) }
        let files = spec.files
        let secrets = Set(files.filter { $0.use == .secret }.map(path))
        let scripts: DocumentPath.Part = .key("cluster")
        let paths = Set(
            files.filter { $0.use == .raw && $0.place.parts.first != scripts }.map(path))
        copies = paths.subtracting(secrets).filter { $0.hasPrefix("\(directory)/") }
            .sorted { ($1.utf8.count, $1) < ($0.utf8.count, $0) }.enumerated()
            .compactMap { number, path in
                guard case .success(let text) = ProxyFiles.read(path, in: document) else {
                    return nil
                }
                let copy = "\(folder)/raw-\(number).copy"
                do {
                    try writeSecret(SecretBytes(text.utf8), to: copy, replacing: false)
                } catch {
                    // HAProxy reports that it can't read the file itself.
                    return nil
                }
                return (path, copy)
            }
    }

    /// Returns a document whose raw lines have the paths of the copies.
    func replaced(in spec: Spec) -> Spec {
        var spec = spec
        for index in spec.proxies.indices {
            spec.proxies[index].raw = spec.proxies[index].raw.map(copied)
        }
        spec.haproxy.raw = spec.haproxy.raw.map(copied)
        spec.haproxy.page.raw = spec.haproxy.page.raw.map(copied)
        return spec
    }

    /// Returns a text with the paths of the files in place of those of the copies.
    func restored(in text: String) -> String {
        copies.reduce(text) { $0.replacing($1.copy, with: $1.path) }
    }

    private func copied(_ line: String) -> String {
        copies.reduce(line) { $0.replacing($1.path, with: $1.copy) }
    }
}
