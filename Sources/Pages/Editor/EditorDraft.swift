import Model

/// The text in the editor, with all that a form keeps of it.
struct EditorDraft: Sendable {
    /// The text, as it was typed.
    var text: String
    /// The SHA-256 of the file that it replaces.
    var base: String
    /// The reason, for the history.
    var message = ""
    /// The time for a confirmation, as it was typed.
    ///
    /// **Unit:** seconds.
    var seconds = "60"
    /// The judgement of the text; nil: it was not asked for.
    var review: PageReview?
    /// The reasons why it was not applied; empty: there is none.
    var refusals: [String] = []
    /// The edit of others since the text was opened; nil: there was none.
    var conflict: Conflict?

    /// An edit of the file by others.
    struct Conflict: Sendable {
        /// The lines of its difference; nil: unknown.
        let lines: [String]?
    }

    /// The file without a change.
    init(_ file: PageText) {
        text = String(decoding: file.bytes, as: UTF8.self)
        base = file.digest
    }
}
