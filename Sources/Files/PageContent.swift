import Files
import Model
import NIOCore
import Synchronization

/// The current holding page.
struct Page: Sendable {
    /// The HTML.
    var html: ByteBuffer
    /// The time after which clients should retry.
    ///
    /// **Unit:** seconds.
    var retryAfter: Int
}

/// The current page, shared by the loop, which renews it, and the connections, which send it.
final class CurrentPage: Sendable {
    private let page: Mutex<Page>

    /// Creates the built-in page.
    init() {
        page = Mutex(Page(html: ByteBuffer(string: HoldingPage.builtIn), retryAfter: 60))
    }

    /// The current page.
    var value: Page {
        get { page.withLock { $0 } }
        set { page.withLock { $0 = newValue } }
    }
}

/// The HTML of the holding page, which is read again when its file changes.
///
/// The last valid page stays in force while the file can't be read.
struct PageContent {
    private let directory: String
    private let document: String?
    private var content: HoldingPage.Content?
    private var seen: FileDocument.Signature?
    private var failure: HostFailure?
    private(set) var html = ByteBuffer(string: HoldingPage.builtIn)

    /// The largest file.
    ///
    /// **Unit:** bytes.
    static let limit = 1 << 20

    /// Creates the page of a document in this directory.
    ///
    /// - Parameter document: the document, whose owner may own the page too; nil: only root and the
    ///   user of this process may.
    init(directory: String, document: String? = nil) {
        self.directory = directory
        self.document = document
    }

    /// Updates the page from the document and its file.
    ///
    /// - Returns: the reason that the page differs from the document; nil: none.
    mutating func renew(_ wanted: HoldingPage.Content) -> HostFailure? {
        if wanted != content {
            content = wanted
            seen = nil
            failure = nil
            switch wanted {
            case .builtIn: html = ByteBuffer(string: HoldingPage.builtIn)
            case .text(let text): html = ByteBuffer(string: text)
            case .file: break
            }
        }
        guard case .file(let name) = wanted else { return nil }
        let path = Self.path(of: name, in: directory)
        let signature = FileDocument.signature(path)
        if let signature, signature == seen || FileDocument.isBeingWritten(path) { return failure }
        seen = FileDocument.settled(signature, at: wallClock() * 1_000_000)
        do {
            html = ByteBuffer(string: try Self.read(.named(path, by: document)))
            failure = nil
        } catch {
            failure = error
        }
        return failure
    }

    /// Returns the path of a file in the document.
    static func path(of name: String, in directory: String) -> String {
        name.hasPrefix("/") ? name : directory + "/" + name
    }

    /// Returns the text of a page.
    ///
    /// **Errors:** the file is unreadable, not text, empty or too large, or another user could
    /// replace it.
    static func read(_ file: TrustedFile) throws(HostFailure) -> String {
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
    static func named(_ path: String, by document: String?) -> TrustedFile {
        TrustedFile(
            path: path, trusting: document.map { TrustedUsers(ownerOf: $0) } ?? .own)
    }
}
