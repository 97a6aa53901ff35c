import Model

/// The answer to `ballast confirm`.
package struct ConfirmAnswer: Sendable, Hashable, Codable {
    /// The form of this answer; another one has another number.
    package var version = 1
    /// The confirmed generation; nil: none, or its number is unknown.
    package var generation: Int?
    /// The reason that nothing was confirmed; nil: it was.
    package var failure: String?
    /// The reason that the confirmation is not on disk, so that a restart of the controller demands
    /// another one; nil: it is.
    package var warning: String?

    /// The reason of an answer without an edit.
    package static let nothing = "no edit waits for a confirmation"

    /// The path of a request that confirms without proof, such as `--same-session`.
    package static let unprovenPath = "/changes/confirm?session=any"

    /// Creates an answer.
    package init(generation: Int? = nil, failure: String? = nil, warning: String? = nil) {
        self.generation = generation
        self.failure = failure
        self.warning = warning
    }

    /// The form of `--json`.
    package static let shape = RecordShape(
        "confirm", "The output of ballast confirm with --json.",
        [
            .version(1),
            .optional("generation", .count, "The generation; absent: none, or unknown."),
            .optional(
                "failure", .text, "The reason that nothing was confirmed; absent: it was."),
            .optional(
                "warning", .text,
                "The reason that the confirmation is not on disk, so that a restart demands "
                    + "another one; absent: it is."),
        ])
}
