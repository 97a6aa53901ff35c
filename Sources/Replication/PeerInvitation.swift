/// An identity of this node and a one-time token: the result of `ballast peer init`.
public struct PeerInvitation: Sendable, Hashable, Codable {
    /// The name of this node.
    public var node: String
    /// The file of the identity.
    public var identity: String
    /// The identity.
    public var fingerprint: Fingerprint
    /// Whether the identity was just made.
    public var isNew: Bool
    /// The text of the token.
    public var token: String
    /// The end of the token's validity.
    ///
    /// **Unit:** seconds since 1970.
    public var expires: Int64

    /// Creates an invitation.
    public init(
        node: String, identity: String, fingerprint: Fingerprint, isNew: Bool, token: String,
        expires: Int64
    ) {
        self.node = node
        self.identity = identity
        self.fingerprint = fingerprint
        self.isNew = isNew
        self.token = token
        self.expires = expires
    }
}
