/// A one-time permission to make the first account.
public struct SetupLink: Sendable, Hashable {
    /// The secret, for the path of the page that makes the account.
    ///
    /// **Shape:** 43 letters, digits, `-` and `_`.
    public let secret: String
    /// The time for which it is valid.
    public let lifetime: Duration
}
