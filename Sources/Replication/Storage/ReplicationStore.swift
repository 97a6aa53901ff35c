import Files
import Glibc
import Model

/// The files of `replication` in the state directory, which the controller and commands share.
public struct ReplicationStore: Sendable {
    /// The directory.
    public let directory: String
    /// The contents of files.
    public let objects: ObjectStore
    private let peersFile: JSONStore<Peers>
    private let tokensFile: JSONStore<Tokens>
    private let recordFile: JSONStore<GenerationRecord>
    private let journalFile: JSONStore<ActivationJournal>

    private struct Peers: Codable {
        var peers: Membership
    }

    struct Tokens: Codable {
        var tokens: [StoredToken]
    }

    /// Creates the files of this directory, which is made at the first change.
    public init(directory: String) {
        self.directory = directory
        objects = ObjectStore(directory: directory + "/objects")
        peersFile = JSONStore("peers", in: directory, title: "trusted nodes")
        tokensFile = JSONStore("tokens", in: directory, title: "tokens")
        recordFile = JSONStore("generation", in: directory, title: "generation in force")
        journalFile = JSONStore("activating", in: directory, title: "activation")
    }

    /// Makes the directory.
    ///
    /// **Errors:** `HostFailure`.
    public func make() throws(HostFailure) {
        try OwnDirectory(path: directory, mode: 0o700).make()
    }

    /// Runs a change that no other process interrupts.
    ///
    /// **Errors:** `HostFailure`: another process holds the lock for more than five seconds; those
    /// of the change.
    public func locked<Result>(
        _ change: () throws(HostFailure) -> Result
    ) throws(HostFailure) -> Result {
        try make()
        let path = directory + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HostFailure(operation: "open \(path)", .last) }
        defer { close(descriptor) }
        for _ in 0..<500 where flock(descriptor, LOCK_EX | LOCK_NB) != 0 { usleep(10_000) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw HostFailure(operation: "lock \(path)", .last)
        }
        return try change()
    }

    // MARK: - Trust

    /// The nodes that are trusted or revoked; empty: there is no file.
    ///
    /// **Errors:** `HostFailure`.
    public func membership() throws(HostFailure) -> Membership {
        try peersFile.load(
            remedy: "until it can be read, no node is trusted",
            loss: "no node is trusted; join the others again with a new token")?.peers
            ?? Membership()
    }

    /// Changes the trusted nodes, and returns them.
    ///
    /// **Errors:** `HostFailure`.
    @discardableResult
    public func change(
        _ change: (Membership) throws(HostFailure) -> Membership
    ) throws(HostFailure) -> Membership {
        try locked { () throws(HostFailure) in
            let former = try membership()
            let next = try change(former)
            guard next.isWithinLimits else {
                throw HostFailure(
                    operation: "change the trusted nodes",
                    reason: "\(Membership.trustedLimit) nodes can be trusted at once, and "
                        + "\(Membership.limit) can be known, "
                        + "in \(Membership.encodedLimit >> 10) KiB",
                    remedy: "revoke nodes that are gone")
            }
            if next != former { try peersFile.save(Peers(peers: next)) }
            return next
        }
    }

    /// The signature of the file of the trusted nodes; nil: there is none.
    var membershipSignature: FileSignature? { FileSignature.of(peersFile.path) }

    // MARK: - Tokens

    /// The tokens.
    ///
    /// **Errors:** `HostFailure`.
    func tokens() throws(HostFailure) -> [StoredToken] {
        try tokensFile.load(
            remedy: "until it can be read, no token is valid",
            loss: "all tokens are lost; issue another one")?.tokens ?? []
    }

    /// Replaces the tokens; the caller has the lock.
    func save(_ tokens: [StoredToken]) throws(HostFailure) {
        try tokensFile.save(Tokens(tokens: tokens))
    }

    // MARK: - Generations

    /// The generation in force; nil: there is no file.
    ///
    /// **Errors:** `HostFailure`.
    func record() throws(HostFailure) -> GenerationRecord? {
        try recordFile.load(
            remedy: "until it can be read, nothing is replicated",
            loss: "this node takes the configuration of the others")
    }

    /// Replaces the generation in force.
    func save(_ record: GenerationRecord) throws(HostFailure) {
        try recordFile.save(record)
    }

    /// The signature of the file of the generation in force; nil: there is none.
    var recordSignature: FileSignature? { FileSignature.of(recordFile.path) }

    /// The activation that has begun; nil: none.
    ///
    /// **Errors:** `HostFailure`.
    func journal() throws(HostFailure) -> ActivationJournal? {
        try journalFile.load(
            remedy: "the activation can't be completed",
            loss: "the files of the document may be of two generations")
    }

    /// Whether there is a journal: files are being replaced, and the record is of before.
    public var hasJournal: Bool { isThere(journalFile.path) }

    /// Replaces the journal.
    func save(_ journal: ActivationJournal) throws(HostFailure) {
        try journalFile.save(journal)
    }

    /// Removes the journal.
    func removeJournal() throws(HostFailure) {
        guard unlink(journalFile.path) == 0 || errno == ENOENT else {
            throw HostFailure(operation: "remove \(journalFile.path)", .last)
        }
    }
}
