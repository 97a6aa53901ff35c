import Document
import Files
import FoundationEssentials
import Glibc
import Model

/// Which services have lost their quorum, as a file: `quorums.json` in the state directory.
///
/// Between its two marks a service stays what it was, over a restart too.
struct FileQuorums: Sendable {
    private let directory: String
    private var path: String { directory + "/quorums.json" }

    /// The file in this directory, which is made when something is saved.
    init(directory: String) {
        self.directory = directory
    }

    /// What was saved last; none where there is no file.
    ///
    /// **Errors:** `HostFailure` when there is one that can't be read.
    func load() throws -> Set<ServiceKey> {
        guard access(path, F_OK) == 0 else { return [] }
        do {
            let bytes = try DocumentFile(path: path).read()
            return Set(try JSONDecoder().decode([ServiceKey].self, from: Data(bytes)))
        } catch {
            throw HostFailure(
                operation: "read the quorums \(path)", reason: "\(error)",
                remedy: "a service between its two marks counts as having its quorum")
        }
    }

    /// Replaces the file, all or nothing.
    ///
    /// **Errors:** `HostFailure`; the old one stays.
    @Sendable
    func save(_ lost: Set<ServiceKey>) throws {
        try OwnDirectory(path: directory).make()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        try writeAtomically(Array(try encoder.encode(lost.sorted())), to: path)
    }
}
