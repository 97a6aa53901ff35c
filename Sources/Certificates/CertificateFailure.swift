/// What can't be done with a key, a certificate or a file of them, and why.
///
/// No part of it ever has key material or a password in it.
public struct CertificateFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried: `read shop.pfx`.
    public var operation: String
    /// Why it did not work, in OpenSSL's words where they are its.
    public var reason: String
    /// What to do about it.
    public var hint: String?

    /// Something is encrypted and there was no password: ask for one and try again.
    public var needsPassword: Bool

    /// A failure with its reason.
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
