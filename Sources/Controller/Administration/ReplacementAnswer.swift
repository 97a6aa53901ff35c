import Model

/// The result of a replacement of the document by the API.
package struct ReplacementAnswer: Sendable, Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The path of the document.
    let document: String
    /// Whether the document was changed.
    let changed: Bool
    /// SHA-256 of the text, which is its ETag too.
    let digest: String
    /// The warnings about the document.
    let diagnostics: [Diagnostic]
    /// The number of further warnings.
    let omitted: Int

    /// Creates an answer.
    package init(
        document: String, changed: Bool, digest: String, diagnostics: [Diagnostic], omitted: Int
    ) {
        self.document = document
        self.changed = changed
        self.digest = digest
        self.diagnostics = diagnostics
        self.omitted = omitted
    }

    /// The form of the answer.
    package static let shape = RecordShape(
        "replacement", "The answer of the API to a replacement of the document.",
        [
            .version(1),
            .required("document", .text, "The path of the document."),
            .required("changed", .flag, "Whether the document was changed."),
            .required(
                "digest", .matching("^[0-9a-f]{64}$"),
                "The SHA-256 of its text, which the next If-Match names."),
            .required(
                "diagnostics", .list(.record(Diagnostic.shape)), "The warnings, at most 200."),
            .required("omitted", .count, "How many more there are."),
        ])
}
