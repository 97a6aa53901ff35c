import Files
import Glibc
import Model

/// The configuration of this node on disk, and its place in history.
struct Replica {
    let site: ReplicationSite
    let store: ReplicationStore
    private(set) var tree: LocalTree
    /// The generation in force; nil: not read yet.
    private(set) var record: GenerationRecord?
    private var recordSignature: FileSignature?
    /// The manifest of the generation in force.
    private(set) var manifest: Manifest?
    /// The identity of the generation in force.
    private(set) var id: Digest?
    /// The document that the controller has accepted.
    private(set) var accepted: Accepted?
    /// The document that was activated and that the controller has not accepted yet.
    private var awaited: Digest?
    /// Whether peers get the generation in force.
    var isServing = false
    /// The last look at the files.
    private(set) var look: LocalTree.Look?
    /// The time since which files have been open for writing without a pause; nil: none is.
    private var openSince: ContinuousClock.Instant?

    /// A document in force.
    struct Accepted: Sendable, Equatable {
        var spec: Spec
        var bytes: [UInt8]
        var digest: Digest
    }

    /// Creates the replica of a place.
    init(_ site: ReplicationSite) {
        self.site = site
        store = ReplicationStore(directory: site.directory)
        tree = LocalTree(document: site.document)
    }

    /// The settings of the document; nil: it has no replication.
    var settings: ReplicationSettings? {
        if let settings = accepted?.spec.cluster?.replication { return settings }
        return record?.isJoining == true ? ReplicationSettings() : nil
    }

    /// The rule for paths of manifests.
    var rule: PathRule {
        tree.rule(identity: (settings ?? ReplicationSettings()).identity)
    }

    /// The file of the identity.
    var identityPath: String {
        PathName.path(
            of: (settings ?? ReplicationSettings()).identity, in: tree.directory)
    }

    /// Adopts a document that the controller has accepted.
    mutating func follow(_ spec: Spec, _ bytes: [UInt8]?) {
        guard let bytes else {
            accepted?.spec = spec
            return nameFiles()
        }
        let digest = Digest.remembered(of: bytes)
        // An answer that was under way before the activation of another document.
        if let awaited, digest != awaited, documentOnDisk != digest { return }
        awaited = nil
        accepted = Accepted(spec: spec, bytes: bytes, digest: digest)
        nameFiles()
    }

    private mutating func nameFiles() {
        guard let accepted else { return }
        tree.name(accepted.spec, rule: rule)
    }

    /// Reads the record again after a command has changed it.
    ///
    /// **Errors:** `HostFailure`.
    mutating func load() throws(HostFailure) {
        let signature = store.recordSignature
        if record != nil, signature == recordSignature { return }
        let loaded = try store.record() ?? GenerationRecord(node: site.name)
        recordSignature = signature
        guard loaded != record else { return }
        note(loaded)
    }

    /// Whether an activation has begun and is not complete.
    var hasJournal: Bool { store.hasJournal }

    /// The name of this node in histories.
    var key: String { record?.key ?? site.name }

    /// Returns the relation of a generation to the one in force.
    ///
    /// A node without a configuration takes none that has edits that do not count.
    func relation(
        of contents: Digest, _ vector: VersionVector, counting edits: CountedEdits
    ) -> Position.Relation {
        record?.position?.relation(of: contents, vector, counting: edits)
            ?? (edits.isExceeded(by: vector) ? .conflict : .newer)
    }

    /// Returns the paths of files that differ between a generation and the one in force; the
    /// document has its name.
    func differences(from other: Manifest) -> [String] {
        Self.differences(manifest?.entries ?? [], other.entries).map {
            $0.isEmpty ? tree.name : $0
        }
    }

    /// Returns the paths of entries that are not in both lists.
    static func differences(_ own: [Entry], _ other: [Entry]) -> [String] {
        Set(own).symmetricDifference(other).reduce(into: Set<String>()) { $0.insert($1.path) }
            .sorted()
    }

    // MARK: - Local edits

    /// Looks at the files, and returns the contents that no generation has yet; nil: there are
    /// none, or the files are being changed.
    mutating func unpublished() -> (document: Entry, files: [Entry])? {
        guard let accepted, awaited == nil, let record, !record.isJoining else { return nil }
        var look = tree.look(size: accepted.bytes.count, digest: accepted.digest)
        // A file that is missing here is no edit: it stays as it is in the generation. Without an
        // edit of the document no file leaves it.
        let isSameDocument = manifest?.document.digest == look.document.digest
        let here = Set(look.files.map(\.path))
        for entry in manifest?.files ?? [] where !here.contains(entry.path) {
            if isSameDocument || look.missing[entry.path] != nil || look.absent.contains(entry.path)
            {
                look.files.append(entry)
            }
        }
        look.files.sort { $0.path < $1.path }
        self.look = look
        openSince = look.open.isEmpty ? nil : openSince ?? .now
        let own = [look.document] + look.files
        if let manifest, Self.differences(own, manifest.entries).isEmpty { return nil }
        // An edit that the controller has not accepted yet is no part of a generation.
        guard look.isSettled, documentOnDisk == accepted.digest else { return nil }
        return (look.document, look.files)
    }

    /// Files that a program has had open for writing for longer than a write takes, so that their
    /// contents are in no generation; empty: none.
    var longOpen: [String] {
        guard let openSince, ContinuousClock.now - openSince > Self.writePatience else { return [] }
        return look?.open ?? []
    }

    /// The time after which a file that is open for writing is reported.
    private static let writePatience = Duration.seconds(5)

    /// Whether the document on disk is the accepted one.
    var isAccepted: Bool { accepted.map { documentOnDisk == $0.digest } ?? false }

    /// Whether the accepted document has a generation.
    var isPublished: Bool {
        accepted == nil || record?.isJoining == true
            || accepted?.digest == manifest?.document.digest && look?.isSettled == true
    }

    /// Whether a file on disk differs from the generation in force, or is missing.
    var isEdited: Bool {
        guard let manifest else { return true }
        if documentOnDisk != manifest.document.digest { return true }
        guard let look else { return false }
        let lacks = manifest.files.contains {
            look.missing[$0.path] != nil || look.absent.contains($0.path)
        }
        return lacks
            || !Self.differences([look.document] + look.files, manifest.entries).isEmpty
    }

    /// Puts a generation in force whose files are on disk already.
    ///
    /// **Errors:** `HostFailure`: the record can't be written, or a command has changed it.
    mutating func adopt(
        _ signed: SignedManifest, _ position: Position
    ) throws(HostFailure) {
        guard var next = record else { return }
        next.signed = signed
        next.position = position
        next.isJoining = false
        guard try isSaved(next) else {
            throw HostFailure(
                operation: "save the generation", reason: "a command has changed it")
        }
    }

    /// Replaces the record, and returns false if a command has changed it.
    ///
    /// **Errors:** `HostFailure`.
    private mutating func isSaved(_ next: GenerationRecord) throws(HostFailure) -> Bool {
        let (store, signature) = (store, recordSignature)
        let isSaved = try store.locked { () throws(HostFailure) in
            guard store.recordSignature == signature else { return false }
            try store.save(next)
            return true
        }
        if isSaved { noteSaved(next) }
        return isSaved
    }

    /// Ends the wait for the configuration of another node; returns false without a document.
    ///
    /// **Errors:** `HostFailure`.
    mutating func endJoining() throws(HostFailure) -> Bool {
        guard accepted != nil, var next = record else { return false }
        next.isJoining = false
        let (store, saved) = (store, next)
        try store.locked { () throws(HostFailure) in try store.save(saved) }
        noteSaved(next)
        return true
    }

    /// Records the replication port.
    ///
    /// **Errors:** `HostFailure`.
    mutating func note(port: UInt16) throws(HostFailure) {
        guard var next = record, next.port != port else { return }
        next.formerPort = next.port
        next.port = port
        // If a command has changed it, the next turn tries again.
        _ = try isSaved(next)
    }

    // MARK: - Generations of others

    /// Writes the files of a generation and puts it in force.
    ///
    /// - Parameters:
    ///   - suffix: that of copies of files with edits; nil: such files are a failure.
    ///   - copying: whether all replaced files are kept with the ending ".conflict", and no other
    ///     file is removed.
    mutating func activate(
        _ signed: SignedManifest, _ manifest: Manifest, _ position: Position,
        keeping suffix: String?, copying: Bool = false
    ) throws(ActivationFailure) {
        guard var next = record else { return }
        next.signed = signed
        next.position = position
        next.isJoining = false
        var expected: [String: Set<Digest>] = [:]
        for entry in self.manifest?.entries ?? [] { expected[entry.path] = [entry.digest] }
        try Activation(tree, store.objects, store).activate(
            manifest, next, expecting: expected, keeping: suffix, copying: copying)
        noteSaved(next)
        let digest = manifest.document.digest
        awaited = accepted?.digest == digest ? nil : digest
    }

    /// Completes an activation that failed after its start.
    ///
    /// **Errors:** `HostFailure`.
    func rollForward() throws(HostFailure) {
        try Activation(tree, store.objects, store).rollForward()
    }

    private mutating func noteSaved(_ next: GenerationRecord) {
        recordSignature = store.recordSignature
        note(next)
    }

    private mutating func note(_ record: GenerationRecord) {
        self.record = record
        manifest = Self.manifest(of: record)
        id = record.signed?.id
    }

    /// The digest of the document's file; nil: there is none that can be read.
    private var documentOnDisk: Digest? {
        // A document that can't be read has no accepted contents.
        guard let root = try? TreeRoot(tree.directory) else { return nil }
        if let digest = try? root.digest(of: tree.name) { return digest }
        // The controller follows a link to the document.
        let file = TrustedFile.named(tree.document, by: site.document)
        return (try? file.read(limit: ManifestLimits.file)).map { Digest(of: $0) }
    }

    private static func manifest(of record: GenerationRecord) -> Manifest? {
        // A record of this program has a valid manifest.
        record.signed.flatMap { try? Manifest(encoded: $0.bytes, rule: PathRule()) }
    }
}
