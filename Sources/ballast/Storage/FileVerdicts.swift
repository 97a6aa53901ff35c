import Dispatch
import Document
import Files
import FoundationEssentials
import Glibc
import Health
import Model

/// What the checks know, as a file: `verdicts.json` in the state directory.
///
/// A daemon that starts again takes it up, so that a server which was down gets no connections
/// before it has passed a check. Unlike the ledger it holds over a reboot, but not for long.
struct FileVerdicts: Sendable {
    private let directory: String
    private var path: String { directory + "/verdicts.json" }

    /// The verdicts in this directory, which is made when they are saved.
    init(directory: String) {
        self.directory = directory
    }

    /// Time after which what was saved says nothing any more: a server may have died since.
    ///
    /// **Unit:** milliseconds.
    static let age: Int64 = 300_000

    /// The file's form; an older version's has no time.
    private struct Contents: Codable {
        var saved: Int64?
        var entries: [VerdictBoard.Snapshot.Entry]
    }

    /// What was saved last; nothing where there is none, or where it is too old.
    ///
    /// - Parameter now: milliseconds since 1970.
    ///
    /// **Errors:** `HostFailure` when there is one that can't be read.
    func load(now: Int64 = wallClock()) throws -> VerdictBoard.Snapshot {
        guard access(path, F_OK) == 0 else { return VerdictBoard.Snapshot() }
        do {
            let bytes = try DocumentFile(path: path).read()
            let contents = try JSONDecoder().decode(Contents.self, from: Data(bytes))
            // A time that is yet to come: the clock was wrong then, or is now.
            guard let saved = contents.saved, (0...Self.age).contains(now - saved) else {
                return VerdictBoard.Snapshot()
            }
            return VerdictBoard.Snapshot(entries: contents.entries)
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
        let contents = Contents(saved: wallClock(), entries: snapshot.entries)
        try writeAtomically(Array(try encoder.encode(contents)), to: path)
    }
}
