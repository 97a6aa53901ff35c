extension Diagnostic {
    /// The form of the diagnostic.
    public static let shape = RecordShape(
        "diagnostic", "A mistake in a document, or a warning about it.",
        [
            .required("code", .matching("^BAL[0-9]{3}$"), "The kind of mistake."),
            .required(
                "severity", .word([Severity.error.rawValue, Severity.warning.rawValue]),
                "Whether the document is refused (error) or used (warning)."),
            .required(
                "path", .text,
                "The place in the document: services[0].servers[2].weight; empty: all of it."),
            .optional(
                "location", .record(SourceLocation.shape),
                "The place in the text; absent where the finding is about no part of it."),
            .required("message", .text, "The mistake, with the values that are wrong."),
            .optional("hint", .text, "The remedy."),
        ])
}

extension SourceLocation {
    /// The form of the place.
    public static let shape = RecordShape(
        "location", "A place in the text of the document.",
        [
            .required("line", .count, "The line, from 1."),
            .required("column", .count, "The column in characters, from 1."),
            .required("length", .count, "The characters that are meant, from 1."),
        ])
}
