import Model

/// The reason why a document was not changed.
public enum EditFailure: Error, Sendable, Hashable {
    /// The document has errors, which must be corrected first.
    case invalidDocument([Diagnostic])
    /// No service has this name; the suggestion is the nearest name.
    case unknownService(String, suggestion: String?)
    /// No server of the service has this name; the suggestion is the nearest name.
    case unknownServer(String, service: String, suggestion: String?)
    /// The weight is not in 0...`most`.
    case weightOutOfRange(Int, most: Int)
    /// The server shares its text with other servers, and no small edit can separate them.
    ///
    /// The line counts from 1; the advice is the text to write on that line.
    case shared(server: String, service: String, line: Int, advice: String)
    /// The text has a form that no small change can edit. The line counts from 1.
    case notEditable(server: String, service: String, line: Int)
}

extension EditFailure: CustomStringConvertible {
    /// The failure in a sentence.
    public var description: String {
        switch self {
        case .invalidDocument(let diagnostics):
            "the document has \(diagnostics.count) errors; mend them first"
        case .unknownService(let name, let suggestion):
            "there is no service or proxy \"\(name.quotable)\"" + Self.question(suggestion)
        case .unknownServer(let name, let service, let suggestion):
            "\"\(service.quotable)\" has no server \"\(name.quotable)\""
                + Self.question(suggestion)
        case .weightOutOfRange(let weight, let most):
            "the weight has to be in 0...\(most); this is \(weight)"
        case .shared(let server, let service, let line, let advice):
            "cannot change \(service.quotable)/\(server.quotable): it shares the text on line "
                + "\(line) with others; \(advice)"
        case .notEditable(let server, let service, let line):
            "\(service.quotable)/\(server.quotable) on line \(line) is written in a way that can't "
                + "be changed safely; change it by hand"
        }
    }

    private static func question(_ suggestion: String?) -> String {
        suggestion.map { "; did you mean \"\($0.quotable)\"?" } ?? ""
    }
}
