import Certificates
import Files
import Glibc
import Model
import Proxies

/// The secrets in the files of a document, for `ballast run`.
///
/// A changed file is read again. While it is unusable, the last secret stays in force, in memory
/// only.
struct SecretFiles {
    private let document: String
    private var entries: [Secret.File: Entry] = [:]

    /// The most bytes of a file.
    static let limit = 65_536

    private struct Entry {
        /// The last valid secret; nil: none.
        var text: String?
        /// The signature of the last read; nil: a change could go unnoticed.
        var signature: FileSignature?
        /// The reason that the file is unusable now; nil: none.
        var refusal: SecretRefusal?
        var readiness = FileReadiness()
    }

    /// Creates the secrets of this document.
    init(document: String) {
        self.document = document
    }

    /// Reads the changed files of these secrets.
    ///
    /// - Parameter others: files that another document needs.
    mutating func look(at files: Set<Secret.File>, keeping others: Set<Secret.File> = []) {
        if !entries.isEmpty {
            entries = entries.filter { files.contains($0.key) || others.contains($0.key) }
        }
        for file in files { look(at: file) }
    }

    /// Returns the secret in a file; nil: never read.
    func text(of file: Secret.File) -> String? { entries[file]?.text }

    /// Returns the reason that a file is unusable now; nil: none.
    func refusal(of file: Secret.File) -> SecretRefusal? { entries[file]?.refusal }

    private mutating func look(at file: Secret.File) {
        var entry = entries[file] ?? Entry()
        defer { entries[file] = entry }
        let path = Self.path(of: file, in: document)
        let signature = FileSignature.of(path)
        if let signature, signature == entry.signature { return entry.readiness.settle() }
        if entry.text != nil || entry.refusal != nil, entry.readiness.awaits(path, signature) {
            return
        }
        switch Self.read(file, in: document) {
        case .success(let text):
            entry.text = text
            entry.refusal = nil
            entry.signature = FileSignature.settled(signature, at: wallClock() * 1_000_000)
        case .failure(let refusal):
            // A cause outside the file, such as a folder's owner, leaves no trace in it.
            entry.signature = nil
            entry.refusal = refusal
        }
    }

    /// Returns the path of a secret file.
    static func path(of file: Secret.File, in document: String) -> String {
        PathName.path(of: file.path, in: PathName.directory(of: document))
    }

    /// Returns the secret in a file.
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
        if file.form == .electionKey, !FailoverKey.isUsable(text) {
            return refusal(
                "its first line is no key of the election",
                "write 32...64 bytes, or `hex:` and two digits for each of them, and"
                    + " `chmod 600 \(path)`")
        }
        return .success(text)
    }
}
