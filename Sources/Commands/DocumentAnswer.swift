import Controller
import Model

/// The findings on a document in JSON.
struct DocumentAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    let file: String
    let valid: Bool
    let diagnostics: [Diagnostic]
    /// How many more there are.
    let omitted: Int

    init(_ reading: DocumentReading) {
        file = reading.path
        valid = reading.spec != nil
        diagnostics = reading.diagnostics
        omitted = reading.omitted
    }
}
