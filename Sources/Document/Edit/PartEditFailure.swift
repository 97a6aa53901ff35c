import Model

/// The reason why no object was added, moved or removed.
public enum PartEditFailure: Error, Sendable, Hashable {
    /// The document has errors, which must be corrected first.
    case invalidDocument([Diagnostic])
    /// The document has no object of a name; the sentence has it.
    case unknown(String)
    /// The text has a form that no small change can edit, such as a list that two services share.
    ///
    /// The line counts from 1.
    case notEditable(line: Int)
}

extension PartEditFailure: CustomStringConvertible {
    /// The failure in a sentence.
    public var description: String {
        switch self {
        case .invalidDocument(let diagnostics):
            "the document has \(counted(diagnostics.count, "finding")); correct them first"
        case .unknown(let sentence): sentence
        case .notEditable(let line):
            "the text near line \(line) is written in a way that no form can change safely; "
                + "change it in the editor"
        }
    }
}
