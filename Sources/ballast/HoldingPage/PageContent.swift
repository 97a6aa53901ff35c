import Files
import Model
import NIOCore
import Synchronization

/// The holding page as it is sent now.
struct Page: Sendable {
    /// Its HTML.
    var html: ByteBuffer
    /// When clients are to come back.
    ///
    /// **Unit:** seconds.
    var retryAfter: Int
}

/// The page in force, shared by the loop, which renews it, and by the connections, which send it.
final class CurrentPage: Sendable {
    private let page: Mutex<Page>

    /// The page that comes with the program.
    init() {
        page = Mutex(Page(html: ByteBuffer(string: HoldingPage.builtIn), retryAfter: 60))
    }

    /// What is sent now.
    var value: Page {
        get { page.withLock { $0 } }
        set { page.withLock { $0 = newValue } }
    }
}

/// The HTML of the holding page, which is read again when its file changes.
///
/// The last good one stays in force while the file can't be read.
struct PageContent {
    private let directory: String
    private let document: String?
    private var content: HoldingPage.Content?
    private var seen: FileDocument.Signature?
    private var failure: HostFailure?
    private(set) var html = ByteBuffer(string: HoldingPage.builtIn)

    /// Largest file that is sent.
    ///
    /// **Unit:** bytes.
    static let limit = 1 << 20

    /// A page for a document in this directory.
    ///
    /// - Parameter document: the document, whose owner may own the page too; nil: only root and the
    ///   user that this process runs as may.
    init(directory: String, document: String? = nil) {
        self.directory = directory
        self.document = document
    }

    /// Takes up what the document says now, and what its file holds now.
    ///
    /// **Shape:** why it is not the page that the document says; nil: it is.
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

    /// Where a file of the document is.
    static func path(of name: String, in directory: String) -> String {
        name.hasPrefix("/") ? name : directory + "/" + name
    }

    /// The text of a page.
    ///
    /// **Errors:** it can't be read, is no text, is empty, or too large to be sent to everybody;
    /// somebody else could have it send another file.
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
    /// A file that a document names: the document's owner may own it.
    ///
    /// - Parameter document: nil: only root and the user that this process runs as may.
    static func named(_ path: String, by document: String?) -> TrustedFile {
        TrustedFile(
            path: path, trusting: document.map { TrustedUsers(ownerOf: $0) } ?? .own)
    }
}
