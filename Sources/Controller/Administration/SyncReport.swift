import Model
import Replication

/// The result of `ballast peer sync` as programs read it.
package struct SyncReport: Sendable, Encodable {
    /// The form of this answer; another one has another number.
    package let version = 1
    /// Whether the chosen configuration is in force here.
    package let isDone: Bool
    /// The result in a sentence.
    package let message: String

    /// Creates the report of an answer.
    package init(_ answer: SyncAnswer) {
        isDone = answer.isDone
        message = answer.message
    }

    /// The form of `ballast peer sync --json`.
    package static let shape = RecordShape(
        "sync", "The output of ballast peer sync --json.",
        [
            .version(1),
            .required("isDone", .flag, "Whether the chosen configuration is in force here."),
            .required("message", .text, "The result in a sentence."),
        ])
}
