import Controller
import Document
import Files
import Glibc
import Model

/// Reads the files and tables of a host for a support archive, and notes each failure.
struct SupportReading {
    private let client: StatusClient
    private let document: String
    private let state: String
    private var hasController = true

    /// The time limit of a program.
    private static let patience = Duration.seconds(30)
    /// The directories of programs.
    private static let folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]

    init(_ client: StatusClient, document: String, state: String) {
        self.client = client
        self.document = PathName.absolute(document)
        self.state = state
    }

    /// Returns the archive of these topics, with the documents.
    mutating func archive(of topics: [SupportTopic], folder: String) async -> SupportArchive {
        let documents = self.documents
        var values = documents.reduce(into: Set<String>()) { $0.formUnion($1.document.values) }
        for item in documents { values.formUnion(secrets(in: item.bytes)) }
        var archive = SupportArchive(Redaction(values), folder: folder)
        for item in documents {
            archive.add(item.name, item.document.text, cutsLines: true, note: item.origin)
        }
        if documents.isEmpty { archive.omit("document.yaml", "\(document) can't be read") }
        for topic in topics {
            do {
                archive.add(
                    topic.name, try await text(of: topic), cutsLines: topic.cutsLines,
                    note: topic.origin)
            } catch {
                archive.omit(topic.name, "\(topic.origin): \(error)")
            }
        }
        return archive
    }

    /// The file, and the document in force where it is another.
    private var documents:
        [(name: String, origin: String, bytes: [UInt8], document: RedactedDocument)]
    {
        var all: [(String, String, [UInt8], RedactedDocument)] = []
        let file = try? DocumentFile(path: document).read(regularOnly: true)
        if let file { all.append(("document.yaml", document, file, RedactedDocument(file))) }
        let earlier = DirectChanges(state: state, document: document).earlier
        if let earlier, earlier != file {
            all.append(
                (
                    "document-in-force.yaml", "the last accepted document of \(state)", earlier,
                    RedactedDocument(earlier)
                ))
        }
        return all
    }

    /// Returns the secrets that a document has by its meaning, and those in its files.
    private func secrets(in text: [UInt8]) -> Set<String> {
        let reading = DocumentReading(path: document, bytes: text, allowsPrivileged: true)
        var values = Set((reading.spec?.secrets ?? []).compactMap(\.secret.text))
        // By the text, because a document with mistakes has files too.
        let names = String(decoding: text, as: UTF8.self).split { $0 == "\n" || $0 == "\r\n" }
            .flatMap { SecretFileName.all(in: $0) }
        for name in Set(names) {
            let path = PathName.path(of: name, in: PathName.directory(of: document))
            // A secret that can't be read is in no file of this user's.
            guard let content = try? TrustedFile.named(path, by: document).read(limit: 1 << 16)
            else { continue }
            let lines = content.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d })
            values.formUnion(lines.map { String(decoding: $0, as: UTF8.self) })
        }
        return values
    }

    private mutating func text(of topic: SupportTopic) async throws -> String {
        switch topic {
        case .program(_, let words):
            let paths = Self.folders.map { "\($0)/\(words[0])" }
            guard let program = paths.first(where: { access($0, X_OK) == 0 }) else {
                throw HostFailure(operation: "run \(words[0])", reason: "it is not installed")
            }
            return try output([program] + words.dropFirst())
        case .command(_, let words):
            return try output(["/proc/self/exe"] + words)
        case .answer(_, let path):
            guard hasController else {
                throw HostFailure(operation: "ask for \(path)", reason: "no controller answers")
            }
            do {
                return String(decoding: try await client.bytes(path), as: UTF8.self)
            } catch {
                hasController = false
                throw error
            }
        case .file(_, let path):
            guard let text = readText(path, limit: SupportArchive.limit) else {
                throw HostFailure(operation: "read \(path)", .last)
            }
            return text
        }
    }

    private func output(_ words: [String]) throws(HostFailure) -> String {
        let (end, output) = try BackgroundRun(words).result(limit: Self.patience)
        switch end {
        case .exited(0): return output
        case .exited(let status): return output + "\n(exit status \(status))\n"
        case .killed(let signal): return output + "\n(killed by signal \(signal))\n"
        }
    }
}
