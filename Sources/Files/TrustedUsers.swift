import Glibc

/// The users whose files Ballast acts on: root, the user it runs as, and one more where that is so.
public struct TrustedUsers: Sendable, Hashable {
    /// Their user ids.
    public let ids: Set<UInt32>

    /// Root and the user that this process runs as.
    public static var own: TrustedUsers { TrustedUsers(ids: [0, geteuid()]) }

    /// These users, and no others.
    public init(ids: Set<UInt32>) {
        self.ids = ids
    }

    /// Root, the user that this process runs as, and the owner of a document: who may say what is
    /// balanced may say which page is shown.
    public init(ownerOf document: String) {
        var facts = stat()
        let own = Self.own.ids
        ids = stat(document, &facts) == 0 ? own.union([facts.st_uid]) : own
    }

    /// Whether a file with these facts is one of theirs.
    func own(_ facts: stat) -> Bool { ids.contains(facts.st_uid) }

    /// Whether another user may make, rename and remove files in a directory with these facts, or
    /// write a file with them.
    func mayOthersWrite(_ facts: stat) -> Bool {
        !own(facts) || facts.st_mode & 0o022 != 0
    }
}
