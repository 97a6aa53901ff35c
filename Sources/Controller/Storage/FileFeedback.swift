import Dispatch
import Files
import Health
import Model

/// What is known of how busy servers are, as a file: `feedback.json` in the state directory.
///
/// A daemon that starts again takes it up, so that weights do not jump, and a server whose agent
/// has taken it out stays out.
struct FileFeedback: Sendable {
    private let store: JSONStore<FeedbackBoard.Snapshot>

    /// The readings in this directory, which is made when they are saved.
    init(directory: String) {
        store = JSONStore("feedback", in: directory, limit: 256 << 20)
    }

    /// What was saved last; nothing where there is none.
    ///
    /// **Errors:** `HostFailure` when there is one that can't be read.
    func load() throws -> FeedbackBoard.Snapshot {
        try store.load(remedy: "every server counts as idle until its agent answers")
            ?? FeedbackBoard.Snapshot()
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
        if snapshot.entries.isEmpty && !isThere(store.path) { return }
        try store.save(snapshot)
    }
}
