import Model

/// The result of a rollback as programs read it: `ballast rollback --json`.
package struct RollbackAnswer: Encodable {
    /// The form of this answer; another one has another number.
    package let version = 1
    /// The path of the document.
    package let document: String
    /// The generation whose text the document has.
    package let generation: Int
    /// Whether the document was changed, or would be.
    package let changed: Bool
    /// Whether nothing was written.
    package let dryRun: Bool

    /// Creates an answer.
    package init(document: String, generation: Int, changed: Bool, dryRun: Bool) {
        self.document = document
        self.generation = generation
        self.changed = changed
        self.dryRun = dryRun
    }

    /// The form of `--json`.
    package static let shape = RecordShape(
        "rollback", "The output of ballast rollback with --json.",
        [
            .version(1),
            .required("document", .text, "The path of the document."),
            .required("generation", .count, "The generation whose text the document has."),
            .required("changed", .flag, "Whether the rollback changes the document."),
            .required("dryRun", .flag, "Whether nothing was written."),
        ])
}
