public import Model

/// Something about a certificate that an operator has to know.
///
/// It has no place in a document; who knows the place makes a ``Model/Diagnostic`` of it.
public struct CertificateFinding: Sendable, Hashable, Codable {
    /// Which; each is explained in `docs/diagnostics.md`.
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

/// How near the end of a certificate is.
public enum ExpiryNotice: String, Sendable, Hashable, Codable, CaseIterable {
    /// At most 30 days.
    case month
    /// At most 7 days.
    case week
    /// At most 1 day.
    case day
    /// It is over.
    case over

    /// The notice for a certificate with this time left; nil when there is enough.
    ///
    /// A certificate that is good for less than 60 days in all, as those that are renewed by
    /// themselves may be, is noticed from the last week on.
    public init?(notBefore: UTCTime, notAfter: UTCTime, now: UTCTime) {
        let isShort = notAfter < notBefore.adding(days: 60)
        if notAfter < now {
            self = .over
        } else if notAfter <= now.adding(days: 1) {
            self = .day
        } else if notAfter <= now.adding(days: 7) {
            self = .week
        } else if notAfter <= now.adding(days: 30), !isShort {
            self = .month
        } else {
            return nil
        }
    }
}
