import Dispatch
import Document
import FoundationEssentials
import Glibc
import Health
import Model

/// What the checks know, as a file: `verdicts.json` in the state directory.
///
/// A daemon that starts again takes it up, so that a server which was down gets no connections
/// before it has passed a check. Unlike the ledger it holds over a reboot.
struct FileVerdicts: Sendable {
    private let directory: String
    private var path: String { directory + "/verdicts.json" }

    /// The verdicts in this directory, which is made when they are saved.
    init(directory: String) {
        self.directory = directory
    }

    /// What was saved last; nothing where there is none.
    ///
    /// **Errors:** `HostFailure` when there is one that can't be read.
    func load() throws -> VerdictBoard.Snapshot {
        guard access(path, F_OK) == 0 else { return VerdictBoard.Snapshot() }
        do {
            let bytes = try DocumentFile(path: path).read()
            return try JSONDecoder().decode(VerdictBoard.Snapshot.self, from: Data(bytes))
        } catch {
            throw HostFailure(
                operation: "read the verdicts \(path)", reason: "\(error)",
                remedy: "every server is checked anew before it gets connections")
        }
    }

    /// Saves on a thread of its own: a disk may take its time, and others wait for this one.
    ///
    /// **Errors:** as ``save(_:)``.
    func saveElsewhere(_ snapshot: VerdictBoard.Snapshot) async throws {
        try await withCheckedThrowingContinuation { (saved: CheckedContinuation<Void, any Error>) in
            Self.writer.async { saved.resume(with: Result { try save(snapshot) }) }
        }
    }

    private static let writer = DispatchQueue(label: "ballast.verdicts")

    /// Replaces the file, all or nothing; where nothing is checked none is made.
    ///
    /// **Errors:** `HostFailure`; the old one stays.
    func save(_ snapshot: VerdictBoard.Snapshot) throws {
        if snapshot.entries.isEmpty && access(path, F_OK) != 0 { return }
        try makeDirectory(directory)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try writeAtomically(Array(try encoder.encode(snapshot)), to: path)
    }
}
