import Files
import HAProxy
import Model
import Synchronization

/// The files of a document that HAProxy reads: authorities, and lists of revoked certificates.
///
/// Ballast reads them by the rules for all files that a document names, and HAProxy gets copies: a
/// pipe never blocks it, and no other user can choose the file that it reads.
final class ProxyFiles: Sendable {
    /// Bytes of one file, at most; lists of revoked certificates are long.
    static let limit = 16 << 20

    /// The latest content of a file.
    private struct Known {
        let signature: FileDocument.Signature?
        let content: Result<String, FileRefusal>
    }

    private let known = Mutex<[String: Known]>([:])

    /// Adds the contents of the document's files to the settings.
    ///
    /// A refused file is replaced by a path that does not exist, so that HAProxy rejects the
    /// configuration. For a missing or unreadable file HAProxy's own message is used.
    ///
    /// **Shape:** the refusals.
    @discardableResult
    func fill(
        _ settings: inout HAProxySettings, for spec: Spec, in document: String
    ) -> [FileRefusal] {
        let paths = Set(spec.proxyFiles.map { settings.path(of: $0) })
        var refusals: [FileRefusal] = []
        for path in paths.sorted() {
            switch content(of: path, in: document) {
            case .success(let text): settings.contents[path] = text
            case .failure(let refusal):
                if case .system = refusal.reason { continue }
                refusals.append(refusal)
                settings.copies[path] = "\(settings.directory)/refused\(path)"
            }
        }
        known.withLock { known in known = known.filter { paths.contains($0.key) } }
        return refusals
    }

    private func content(of path: String, in document: String) -> Result<String, FileRefusal> {
        let signature = FileDocument.signature(path)
        if let known = known.withLock({ $0[path] }), known.signature == signature {
            return known.content
        }
        let content = Self.read(path, in: document)
        // Another write may have the same time stamp.
        let settled = FileDocument.settled(signature, at: wallClock() * 1_000_000)
        // The owner of a file above it, or of the document, may change without a trace in the
        // file: a refusal is looked at again.
        if case .success = content, settled != nil {
            known.withLock { $0[path] = Known(signature: settled, content: content) }
        }
        return content
    }

    /// The text of one file.
    static func read(_ path: String, in document: String) -> Result<String, FileRefusal> {
        do throws(FileRefusal) {
            return .success(try TrustedFile.named(path, by: document).text(limit: limit))
        } catch {
            return .failure(error)
        }
    }
}
