/// The permission of a program to use the API.
public struct AccountToken: Sendable, Hashable, Codable {
    /// The name; see ``AccountName``.
    public let name: String
    /// The rights.
    public let group: AccountGroup
    /// SHA-256 of the secret, as 64 hexadecimal digits.
    let digest: String
    /// The time at which it was made.
    ///
    /// **Unit:** milliseconds since 1970.
    public let created: Int64
    /// The end of its validity.
    ///
    /// **Unit:** milliseconds since 1970.
    public let expires: Int64
    /// The author of the token.
    public let creator: String

    /// Whether it is valid at this time, in milliseconds since 1970.
    public func isValid(at now: Int64) -> Bool { now < expires }
}
