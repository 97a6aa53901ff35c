/// The author of a request, whose identity was proven.
public struct Principal: Sendable, Hashable {
    /// The name of the account, of the token, or of the user of this host.
    public let name: String
    /// The rights at the time of the request.
    public let group: AccountGroup
    /// The address from which the request was sent, as text; a host name for users of this host.
    public let origin: String
    /// The proof of the identity.
    public let kind: AuditEntry.Author.Identity

    /// Creates a principal.
    public init(
        name: String, group: AccountGroup, origin: String,
        kind: AuditEntry.Author.Identity = .account
    ) {
        self.name = name
        self.group = group
        self.origin = origin
        self.kind = kind
    }

    /// Whether the rights include those of a group.
    public func may(_ needed: AccountGroup) -> Bool { group >= needed }
}

extension AuditEntry.Author {
    /// The author of a principal's request.
    public init(_ principal: Principal) {
        self.init(principal.name, principal.kind, from: principal.origin)
    }
}
