/// A mistake in a document, or something in it that deserves a second look.
public struct Diagnostic: Sendable, Hashable, Codable {
    /// Which mistake; each is explained in `docs/reference/diagnostics.md`.
    public var code: DiagnosticCode
    /// Error or warning.
    public var severity: Severity
    /// Where in the document: `services[0].servers[2].weight`.
    public var path: DocumentPath
    /// Where in the text; nil until the document has put it there.
    public var location: SourceLocation?
    /// What is wrong, with the values that are wrong.
    public var message: String
    /// What to do about it.
    public var hint: String?

    /// How bad it is.
    public enum Severity: String, Sendable, Hashable, Codable {
        /// The document is not used.
        case error
        /// The document is used.
        case warning
    }

    /// A finding at this place.
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

/// A place in a text.
public struct SourceLocation: Sendable, Hashable, Codable, Comparable {
    /// **Range:** 1...
    public var line: Int
    /// In characters.
    ///
    /// **Range:** 1...
    public var column: Int
    /// Characters to underline.
    ///
    /// **Range:** 1...
    public var length: Int

    /// This place.
    public init(line: Int, column: Int, length: Int = 1) {
        self.line = line
        self.column = column
        self.length = length
    }

    /// In the order of the text.
    public static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.line, left.column, left.length) < (right.line, right.column, right.length)
    }
}
