import Files
import HAProxy
import Model
import Synchronization

/// The files of a document that HAProxy reads: authorities, and lists of revoked certificates.
///
/// Ballast reads them by the rules for all files in a document and gives HAProxy copies: a named
/// pipe can't block HAProxy, and other users can't choose its files.
package final class ProxyFiles: Sendable {
    /// The most bytes of a file; lists of revoked certificates are long.
    static let limit = 16 << 20

    /// The latest content of a file.
    private struct Known {
        let signature: FileSignature?
        let content: Result<String, FileRefusal>
    }

    private let known = Mutex<[String: Known]>([:])

    /// Adds the contents of the document's files to the settings.
    ///
    /// A refused file is replaced by a path that does not exist, so that HAProxy rejects the
    /// configuration. For a missing or unreadable file HAProxy's own message is used.
    ///
    /// - Parameter names: `proxyFiles` of the document; nil: they are collected.
    ///
    /// - Returns: the refusals.
    @discardableResult
    func fill(
        _ settings: inout HAProxySettings, for spec: Spec, in document: String,
        names: Set<String>? = nil
    ) -> [FileRefusal] {
        let paths = Set(
            (names ?? spec.proxyFiles).union(settings.peers == nil ? [] : spec.tableFiles).map {
                settings.path(of: $0)
            })
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
        let signature = FileSignature.of(path)
        if let known = known.withLock({ $0[path] }), known.signature == signature {
            return known.content
        }
        let content = Self.read(path, in: document)
        // A later write can have the same time stamp.
        let settled = FileSignature.settled(signature, at: wallClock() * 1_000_000)
        // The owner of a parent folder, or of the document, can change without a trace in the file,
        // so a refusal is checked again.
        if case .success = content, settled != nil {
            known.withLock { $0[path] = Known(signature: settled, content: content) }
        }
        return content
    }

    /// Returns the text of a file.
    package static func read(_ path: String, in document: String) -> Result<String, FileRefusal> {
        do throws(FileRefusal) {
            return .success(try TrustedFile.named(path, by: document).text(limit: limit))
        } catch {
            return .failure(error)
        }
    }
}
