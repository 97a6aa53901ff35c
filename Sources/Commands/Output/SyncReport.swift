import Model
import Replication

/// The result of `ballast peer sync` as programs read it.
struct SyncReport: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    let isDone: Bool
    let message: String

    init(_ answer: SyncAnswer) {
        isDone = answer.isDone
        message = answer.message
    }

    /// The form of `ballast peer sync --json`.
    static let shape = RecordShape(
        "sync", "The output of ballast peer sync --json.",
        [
            .version(1),
            .required("isDone", .flag, "Whether the chosen configuration is in force here."),
            .required("message", .text, "The result in a sentence."),
        ])
}
