import Glibc

/// The users whose files Ballast trusts: root, its own user, and optionally one more.
public struct TrustedUsers: Sendable, Hashable {
    /// Their user ids.
    public let ids: Set<UInt32>

    /// Root and the user of this process.
    public static var own: TrustedUsers { TrustedUsers(ids: [0, geteuid()]) }

    /// Creates a set of exactly these users.
    public init(ids: Set<UInt32>) {
        self.ids = ids
    }

    /// Root, the user of this process, and the owner of a document, whose files have the same
    /// authority as the document.
    public init(ownerOf document: String) {
        var facts = stat()
        let own = Self.own.ids
        ids = stat(document, &facts) == 0 ? own.union([facts.st_uid]) : own
    }

    /// Whether a file with these attributes belongs to one of the users.
    func own(_ facts: stat) -> Bool { ids.contains(facts.st_uid) }

    /// Whether another user can create, rename and remove files in a directory with these
    /// attributes, or write a file with them.
    func mayOthersWrite(_ facts: stat) -> Bool {
        !own(facts) || facts.st_mode & 0o022 != 0
    }
}
