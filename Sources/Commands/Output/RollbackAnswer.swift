import Model

/// The result of a rollback as programs read it: `ballast rollback --json`.
struct RollbackAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The path of the document.
    let document: String
    /// The generation whose text the document has.
    let generation: Int
    /// Whether the document was changed, or would be.
    let changed: Bool
    /// Whether nothing was written.
    let dryRun: Bool

    /// The form of `--json`.
    static let shape = RecordShape(
        "rollback", "The output of ballast rollback with --json.",
        [
            .version(1),
            .required("document", .text, "The path of the document."),
            .required("generation", .count, "The generation whose text the document has."),
            .required("changed", .flag, "Whether the rollback changes the document."),
            .required("dryRun", .flag, "Whether nothing was written."),
        ])
}
