public import Model

/// A finding about a certificate that an operator should know.
///
/// It has no position in a document; a caller with a position converts it to a
/// ``Model/Diagnostic``.
public struct CertificateFinding: Sendable, Hashable, Codable {
    /// The code; each is explained in `docs/reference/diagnostics.md`.
    public var code: DiagnosticCode
    /// Error: no server can start with it.
    ///
    /// Warning: clients may reject it, now or soon.
    public var severity: Diagnostic.Severity
    /// The message, with the invalid values, without key material.
    public var message: String
    /// The remedy.
    public var hint: String?
    /// The urgency of an expiry; nil for other findings.
    public var expiry: ExpiryNotice?

    /// Creates a finding.
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

    /// Returns the finding as a diagnostic at a path of a document.
    public func diagnostic(at path: DocumentPath) -> Diagnostic {
        Diagnostic(code, severity: severity, at: path, message, hint: hint)
    }
}
