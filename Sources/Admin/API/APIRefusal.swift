import Model

/// The refusal of a request, with the HTTP status of its answer.
public struct APIRefusal: Error, Sendable, Hashable {
    /// The HTTP status.
    ///
    /// **Range:** 400...599.
    public let status: Int
    /// The reasons.
    ///
    /// **Shape:** at least one; those of a document are in the order of its text.
    public let diagnostics: [Diagnostic]
    /// The number of further diagnostics.
    public let omitted: Int
    /// Further headers of the answer.
    public var headers: [(name: String, value: String)] {
        pairs.map { ($0.name, $0.value) }
    }
    private var pairs: [Header] = []

    private struct Header: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// Creates a refusal with one reason.
    ///
    /// - Parameter hint: the remedy; nil: the message has it.
    public init(_ status: Int, _ code: DiagnosticCode, _ message: String, hint: String? = nil) {
        self.status = status
        diagnostics = [Diagnostic(code, at: DocumentPath(), message, hint: hint)]
        omitted = 0
    }

    /// Creates the refusal of a request that has no answer, with one reason.
    public init(_ status: Int, _ message: String, hint: String? = nil) {
        self.init(status, .apiRequest, message, hint: hint)
    }

    /// Creates the refusal of a document.
    public init(_ status: Int, of diagnostics: [Diagnostic], omitted: Int = 0) {
        self.status = status
        self.diagnostics = diagnostics
        self.omitted = omitted
    }

    /// Returns the refusal with a further header.
    public func with(_ name: String, _ value: String) -> APIRefusal {
        var refusal = self
        refusal.pairs.append(Header(name: name, value: value))
        return refusal
    }

    /// The body of the answer.
    public struct Body: Sendable, Encodable {
        /// The form of this answer; another one has another number.
        public let version = 1
        /// The HTTP status.
        public let status: Int
        /// The reasons.
        public let diagnostics: [Diagnostic]
        /// The number of further diagnostics.
        public let omitted: Int
    }

    /// The body of the answer.
    public var body: Body { Body(status: status, diagnostics: diagnostics, omitted: omitted) }

    /// The form of the body.
    public static let shape = RecordShape(
        "refusal", "The answer of the API to a request that it refuses.",
        [
            .version(1),
            .required("status", .count, "The HTTP status of the answer."),
            .required(
                "diagnostics", .list(.record(Diagnostic.shape)),
                "The reasons, at most 200; those of a document in the order of its text."),
            .required("omitted", .count, "How many more there are."),
        ])
}
