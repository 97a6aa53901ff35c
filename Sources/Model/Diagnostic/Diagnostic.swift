/// A mistake in a document, or a part of it that deserves a second look.
public struct Diagnostic: Sendable, Hashable, Codable {
    /// The code; each is explained in `docs/reference/diagnostics.md`.
    public var code: DiagnosticCode
    /// Error or warning.
    public var severity: Severity
    /// The path in the document: `services[0].servers[2].weight`.
    public var path: DocumentPath
    /// The position in the text; nil until the document has located it.
    public var location: SourceLocation?
    /// The message, with the invalid values.
    public var message: String
    /// The remedy.
    public var hint: String?

    /// The severity of a diagnostic.
    public enum Severity: String, Sendable, Hashable, Codable {
        /// The document is rejected.
        case error
        /// The document is used.
        case warning
    }

    /// Creates a finding at a path.
    public init(
        _ code: DiagnosticCode, severity: Severity = .error, at path: DocumentPath,
        location: SourceLocation? = nil, _ message: String, hint: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.path = path
        self.location = location
        self.message = message.clean
        self.hint = hint?.clean
    }
}
