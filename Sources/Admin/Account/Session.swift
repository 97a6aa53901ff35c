/// A session that has just begun.
public struct Session: Sendable, Hashable {
    /// The secret, for a cookie that scripts can't read.
    ///
    /// It is kept nowhere else.
    ///
    /// **Shape:** 43 letters, digits, `-` and `_`.
    public let secret: String
    /// The CSRF token of its forms; see ``Accounts/formProof(of:)``.
    public let formProof: String
    /// The account.
    public let principal: Principal
    /// The time after which the session ends, however much it is used.
    public let lifetime: Duration
}
