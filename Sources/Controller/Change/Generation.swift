import Model
import Replication

/// A document that was in force on this host, with its origin and its result.
///
/// Its number is of this host only. ``digest`` is the one that manifests of replication have for
/// the same document.
package struct Generation: Sendable, Hashable, Codable {
    /// The number, ascending from 1.
    package let number: Int
    /// The time of its acceptance.
    ///
    /// **Unit:** milliseconds since 1970.
    package let time: Int64
    /// The file of the document.
    package let path: String
    /// The origin of the edit.
    package let author: ChangeAuthor
    /// The reason that its author gave; nil: none.
    package let message: String?
    /// The size of the text.
    ///
    /// **Unit:** bytes.
    package let size: Int
    /// The SHA-256 of the text.
    package let digest: Digest
    /// The commit that was checked out; nil: none.
    package var commit: GitCommit?
    /// Whether a confirmation is awaited.
    package var isUnconfirmed = false
    /// Whether the author has demanded not to wait for a change window; nil: no.
    package var isUrgent: Bool?
    /// The end of its canary in words: `canary taken back: …`; nil: it had none, or it is running.
    package var canary: String?
    /// The result.
    package var result = Result()

    /// The result of an edit.
    package struct Result: Sendable, Hashable, Codable {
        /// The state.
        package var state = State.accepted
        /// The number of steps that were applied.
        package var steps = 0
        /// The number of steps that failed.
        package var failed = 0

        /// Creates a result, by default of an edit without a pass.
        package init(state: State = .accepted, steps: Int = 0, failed: Int = 0) {
            self.state = state
            self.steps = steps
            self.failed = failed
        }
    }

    /// The state of an edit.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// It is in force, and no pass has ended yet.
        case accepted
        /// All steps were applied.
        case applied
        /// Steps have failed.
        case failed
        /// It was undone, because it was not confirmed.
        case reverted
    }
}
