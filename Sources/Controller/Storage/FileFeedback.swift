import Dispatch
import Document
import Files
import FoundationEssentials
import Glibc
import Health
import Model

/// What is known of how busy servers are, as a file: `feedback.json` in the state directory.
///
/// A daemon that starts again takes it up, so that weights do not jump, and a server whose agent
/// has taken it out stays out.
struct FileFeedback: Sendable {
    private let directory: String
    private var path: String { directory + "/feedback.json" }

    /// The readings in this directory, which is made when they are saved.
    init(directory: String) {
        self.directory = directory
    }

    /// What was saved last; nothing where there is none.
    ///
    /// **Errors:** `HostFailure` when there is one that can't be read.
    func load() throws -> FeedbackBoard.Snapshot {
        guard access(path, F_OK) == 0 else { return FeedbackBoard.Snapshot() }
        do {
            let bytes = try DocumentFile(path: path).read(beyond: 256 << 20)
            return try JSONDecoder().decode(FeedbackBoard.Snapshot.self, from: Data(bytes))
        } catch {
            throw HostFailure(
                operation: "read the feedback \(path)", reason: "\(error)",
                remedy: "every server counts as idle until its agent answers")
        }
    }

    /// Saves on a thread of its own: a disk may take its time, and others wait for this one.
    ///
    /// Where no agent is asked no file is made.
    ///
    /// **Errors:** `HostFailure`; the old one stays.
    func saveElsewhere(_ snapshot: FeedbackBoard.Snapshot) async throws {
        try await withCheckedThrowingContinuation { (saved: CheckedContinuation<Void, any Error>) in
            Self.writer.async { saved.resume(with: Result { try save(snapshot) }) }
        }
    }

    private static let writer = DispatchQueue(label: "ballast.feedback")

    private func save(_ snapshot: FeedbackBoard.Snapshot) throws {
        if snapshot.entries.isEmpty && access(path, F_OK) != 0 { return }
        try OwnDirectory(path: directory).make()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try writeAtomically(Array(try encoder.encode(snapshot)), to: path)
    }
}
