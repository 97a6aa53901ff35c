import Certificates
import Files
import Glibc
import Model

/// The secrets that a document keeps in files, as `ballast run` has them.
///
/// A file that changes is read again. While one is of no use, the secret that was read last stays;
/// it is kept in memory alone.
struct SecretFiles {
    private let document: String
    private var entries: [Secret.File: Entry] = [:]

    /// Bytes of a whole file, at most.
    static let limit = 65_536

    private struct Entry {
        /// The last good secret; nil: there was none.
        var text: String?
        /// The file that was read; nil: a change may not show.
        var signature: FileDocument.Signature?
        /// Why the file is of no use now.
        var refusal: SecretRefusal?
        var readiness = FileReadiness()
    }

    /// The files of this document.
    init(document: String) {
        self.document = document
    }

    /// Looks at the files of these secrets.
    ///
    /// - Parameter others: files that are of use to another document.
    mutating func look(at files: Set<Secret.File>, keeping others: Set<Secret.File> = []) {
        if !entries.isEmpty {
            entries = entries.filter { files.contains($0.key) || others.contains($0.key) }
        }
        for file in files { look(at: file) }
    }

    /// The secret in a file; nil: it was never read.
    func text(of file: Secret.File) -> String? { entries[file]?.text }

    /// Why a file is of no use now; nil: it is as it should be.
    func refusal(of file: Secret.File) -> SecretRefusal? { entries[file]?.refusal }

    private mutating func look(at file: Secret.File) {
        var entry = entries[file] ?? Entry()
        defer { entries[file] = entry }
        let path = Self.path(of: file, in: document)
        let signature = FileDocument.signature(path)
        if let signature, signature == entry.signature { return entry.readiness.settle() }
        if entry.text != nil || entry.refusal != nil, entry.readiness.awaits(path, signature) {
            return
        }
        switch Self.read(file, in: document) {
        case .success(let text):
            entry.text = text
            entry.refusal = nil
            entry.signature = FileDocument.settled(signature, at: wallClock() * 1_000_000)
        case .failure(let refusal):
            // A reason outside the file, such as a folder's owner, leaves no trace in it.
            entry.signature = nil
            entry.refusal = refusal
        }
    }

    /// Where a file with a secret is.
    static func path(of file: Secret.File, in document: String) -> String {
        PageContent.path(of: file.path, in: DocumentReading.directory(of: document))
    }

    /// Reads the secret in a file.
    static func read(
        _ file: Secret.File, in document: String
    ) -> Result<String, SecretRefusal> {
        let path = path(of: file, in: document)
        func refusal(_ reason: String, _ hint: String? = nil) -> Result<String, SecretRefusal> {
            .failure(SecretRefusal(path: path, reason: reason, hint: hint))
        }
        let secret: SecretBytes
        do {
            secret = try readSecret(.named(path, by: document), limit: limit).firstLine
        } catch let error as FileRefusal {
            return .failure(SecretRefusal(error))
        } catch let error as HostFailure {
            return refusal(error.reason)
        } catch {
            return refusal("\(error)")
        }
        guard secret.count > 0 else { return refusal("its first line is empty") }
        guard secret.count <= file.limit else {
            return refusal(
                "its first line has \(secret.count) bytes, and the secret may have \(file.limit)")
        }
        let text = secret.withBytes { String(validating: $0, as: UTF8.self) }
        guard let text else { return refusal("its first line is not UTF-8") }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            return refusal("its first line has a control character")
        }
        return .success(text)
    }
}
