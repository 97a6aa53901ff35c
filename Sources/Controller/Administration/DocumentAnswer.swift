import Model

/// The findings on a document in JSON.
package struct DocumentAnswer: Encodable {
    /// The form of this answer; another one has another number.
    package let version = 1
    /// The document.
    package let file: String
    /// Whether it has no errors.
    package let valid: Bool
    /// The findings, in the order of the text.
    package let diagnostics: [Diagnostic]
    /// The number of further findings.
    package let omitted: Int

    /// Creates the answer for a document.
    package init(_ reading: DocumentReading) {
        file = reading.path
        valid = reading.spec != nil
        diagnostics = reading.diagnostics
        omitted = reading.omitted
    }

    /// The form of `ballast validate --json`, and of any command whose document has an error.
    package static let shape = RecordShape(
        "diagnostics", "The output of ballast validate --json.",
        [
            .version(1),
            .required("file", .text, "The document."),
            .required("valid", .flag, "Whether it has no errors."),
            .required(
                "diagnostics", .list(.record(Diagnostic.shape)),
                "Its mistakes and warnings in the order of the text, at most 200."),
            .required("omitted", .count, "How many more there are."),
        ])
}
