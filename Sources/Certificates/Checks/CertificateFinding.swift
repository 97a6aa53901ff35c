public import Model

/// Something about a certificate that an operator has to know.
///
/// It has no place in a document; who knows the place makes a ``Model/Diagnostic`` of it.
public struct CertificateFinding: Sendable, Hashable, Codable {
    /// Which; each is explained in `docs/reference/diagnostics.md`.
    public var code: DiagnosticCode
    /// Error: no server can be started with it.
    ///
    /// Warning: clients may refuse it, now or soon.
    public var severity: Diagnostic.Severity
    /// What is wrong, with the values that are wrong; never with key material.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// How urgent an expiry is; nil for other findings.
    public var expiry: ExpiryNotice?

    /// A finding, for one of these reasons.
    public init(
        _ code: DiagnosticCode, _ severity: Diagnostic.Severity, _ message: String,
        hint: String? = nil, expiry: ExpiryNotice? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.hint = hint
        self.expiry = expiry
    }

    /// The finding at a place of a document.
    public func diagnostic(at path: DocumentPath) -> Diagnostic {
        Diagnostic(code, severity: severity, at: path, message, hint: hint)
    }
}
