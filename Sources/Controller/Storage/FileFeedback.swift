import Dispatch
import Files
import Health
import Model

/// The load readings of servers, in `feedback.json` in the state directory.
///
/// A restarted controller uses them, so that weights do not jump and a server that its agent has
/// drained stays drained.
struct FileFeedback: Sendable {
    private let store: JSONStore<FeedbackBoard.Snapshot>

    /// Creates a store in this directory, which is created at the first save.
    init(directory: String) {
        store = JSONStore("feedback", in: directory, limit: 256 << 20)
    }

    /// Returns the saved readings; empty without a file.
    ///
    /// **Errors:** `HostFailure` if the file can't be read.
    func load() throws -> FeedbackBoard.Snapshot {
        var snapshot =
            try store.load(remedy: "every server counts as idle until its agent answers")
            ?? FeedbackBoard.Snapshot()
        snapshot.entries.removeAll { !$0.machine.isPlausible }
        return snapshot
    }

    /// Saves on a separate thread, because a disk may be slow.
    ///
    /// Without readings no file is created.
    ///
    /// **Errors:** `HostFailure`; the old file is unchanged.
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
