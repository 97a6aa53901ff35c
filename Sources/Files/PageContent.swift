import Model

/// The HTML of the holding page, which is read again when its file changes.
///
/// The last valid page stays in force while the file can't be read.
public struct PageContent: Sendable {
    private let directory: String
    private let document: String?
    private var content: HoldingPage.Content?
    private var seen: FileSignature?
    private var failure: HostFailure?
    /// The HTML to serve.
    public private(set) var html = HoldingPage.builtIn

    /// The largest file.
    ///
    /// **Unit:** bytes.
    public static let limit = 1 << 20

    /// Creates the page of a document in this directory.
    ///
    /// - Parameter document: the document, whose owner may own the page too; nil: only root and the
    ///   user of this process may.
    public init(directory: String, document: String? = nil) {
        self.directory = directory
        self.document = document
    }

    /// Updates the page from the document and its file.
    ///
    /// - Returns: the reason that the page differs from the document; nil: none.
    public mutating func renew(_ wanted: HoldingPage.Content) -> HostFailure? {
        if wanted != content {
            content = wanted
            seen = nil
            failure = nil
            switch wanted {
            case .builtIn: html = HoldingPage.builtIn
            case .text(let text): html = text
            case .file: break
            }
        }
        guard case .file(let name) = wanted else { return nil }
        let path = PathName.path(of: name, in: directory)
        let signature = FileSignature.of(path)
        if let signature, signature == seen || FileSignature.isBeingWritten(path) { return failure }
        seen = FileSignature.settled(signature, at: wallClock() * 1_000_000)
        do {
            html = try Self.read(.named(path, by: document))
            failure = nil
        } catch {
            failure = error
        }
        return failure
    }

    /// Returns the text of a page.
    ///
    /// **Errors:** the file is unreadable, not text, empty or too large, or another user could
    /// replace it.
    public static func read(_ file: TrustedFile) throws(HostFailure) -> String {
        let operation = "read the holding page \(file.path)"
        let text: String
        do {
            text = try file.text(limit: limit)
        } catch {
            throw HostFailure(
                operation: operation, reason: "\(error.reason)", remedy: error.remedy)
        }
        guard !text.isEmpty else { throw HostFailure(operation: operation, reason: "it is empty") }
        return text
    }
}

extension TrustedFile {
    /// Returns a file that a document names and that the document's owner may own.
    ///
    /// - Parameter document: nil: only root and the user of this process may own it.
    public static func named(_ path: String, by document: String?) -> TrustedFile {
        TrustedFile(
            path: path, trusting: document.map { TrustedUsers(ownerOf: $0) } ?? .own)
    }
}
