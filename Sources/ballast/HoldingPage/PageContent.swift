import Document
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
    private var content: HoldingPage.Content?
    private var seen: FileDocument.Signature?
    private var failure: HostFailure?
    private(set) var html = ByteBuffer(string: HoldingPage.builtIn)

    /// Largest file that is sent.
    ///
    /// **Unit:** bytes.
    static let limit = 1 << 20

    /// A page for a document in this directory.
    init(directory: String) {
        self.directory = directory
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
            html = ByteBuffer(bytes: try Self.read(path))
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

    /// The bytes of a page.
    ///
    /// **Errors:** it can't be read, is empty, or too large to be sent to everybody.
    static func read(_ path: String) throws(HostFailure) -> [UInt8] {
        let operation = "read the holding page \(path)"
        let bytes: [UInt8]
        do {
            bytes = try DocumentFile(path: path).read(regularOnly: true)
        } catch {
            throw HostFailure(operation: operation, reason: "\(error.reason)")
        }
        guard !bytes.isEmpty else { throw HostFailure(operation: operation, reason: "it is empty") }
        guard bytes.count <= limit else {
            throw HostFailure(operation: operation, reason: "it is larger than 1 MiB")
        }
        return bytes
    }
}
