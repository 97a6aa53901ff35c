/// A person who can sign in.
public struct AccountUser: Sendable, Hashable, Codable {
    /// The name; see ``AccountName``.
    public let name: String
    /// The rights.
    public var group: AccountGroup
    /// The hash of the password.
    var hash: PasswordHash
    /// The time at which the account was made.
    ///
    /// **Unit:** milliseconds since 1970.
    public let created: Int64
    /// The time of the last new password.
    ///
    /// **Unit:** milliseconds since 1970.
    public var changed: Int64
    /// The time of the last change of the group; nil: that of the account.
    ///
    /// **Unit:** milliseconds since 1970.
    var moved: Int64? = nil
}
