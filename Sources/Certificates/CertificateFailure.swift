/// A failed operation on a key, a certificate or their file, with its reason.
///
/// No part of it ever contains key material or a password.
public struct CertificateFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The operation: `read shop.pfx`.
    public var operation: String
    /// The reason, in OpenSSL's words for its own failures.
    public var reason: String
    /// The remedy.
    public var hint: String?

    /// Whether an encrypted object needs a password: ask for one and try again.
    public var needsPassword: Bool

    /// Creates a failure with its reason.
    public init(
        _ operation: String, _ reason: String, hint: String? = nil, needsPassword: Bool = false
    ) {
        self.needsPassword = needsPassword
        self.operation = operation
        self.reason = reason
        self.hint = hint
    }

    /// `cannot read shop.pfx: the password is wrong`.
    public var description: String {
        "cannot \(operation): \(reason)"
    }
}
