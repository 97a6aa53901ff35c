import CGNU
import Files
import Glibc
import Model

/// Puts the files of a generation in force, as a whole: after a crash, the next start completes it.
///
/// All temporary files are written first, so that a full disk changes nothing. The journal is on
/// disk before the first file is replaced. The document is the last one.
struct Activation {
    /// A point of an activation, for tests of crashes.
    enum Step: Sendable, Hashable {
        case announced, written(String), prepared, committed
        case exchanged(String), settled(String), removed(String), recorded
    }

    private let tree: LocalTree
    let directory: String
    let document: String
    let objects: ObjectStore
    let store: ReplicationStore
    /// Called at each step.
    var reached: (Step) throws(ActivationFailure) -> Void = { (_) throws(ActivationFailure) in }

    /// Creates activations in the directory of a document.
    init(_ tree: LocalTree, _ objects: ObjectStore, _ store: ReplicationStore) {
        self.tree = tree
        directory = tree.directory
        document = tree.name
        self.objects = objects
        self.store = store
    }

    /// Activates a generation.
    ///
    /// - Parameters:
    ///   - record: the record after the activation.
    ///   - expected: the digests of files that may be replaced or removed, by path.
    ///   - suffix: the suffix of copies of other files; nil: another file is a failure.
    ///   - copying: whether the expected files are copied too, and none is removed.
    func activate(
        _ manifest: Manifest, _ record: GenerationRecord, expecting expected: [String: Set<Digest>],
        keeping suffix: String?, copying: Bool = false
    ) throws(ActivationFailure) {
        var expected = expected
        let failed = try failedActivation()
        if let failed {
            // It has left some of its files.
            for entry in try Self.manifest(of: failed.record).entries {
                expected[entry.path, default: []].insert(entry.digest)
            }
            expected.merge(failed.expected) { $0.union($1) }
        }
        let root = try host { () throws(HostFailure) in try TreeRoot(directory) }
        let lock = DirectoryLock(root)
        defer { lock.release() }
        let changed = try changes(manifest, expected, suffix != nil, in: root)
        try requireUnprotected(
            changed.map { name(of: $0) } + (copying ? [] : removals(manifest, expected)), in: root)
        var journal = ActivationJournal(
            phase: .preparing, record: record, expected: copying ? [:] : expected, temporaries: [:],
            suffix: suffix ?? "conflict")
        for entry in changed {
            let temporary = TemporaryName.beside(name(of: entry))
            journal.temporaries[entry.path] = String(TemporaryName.split(temporary).name)
        }
        if let failed {
            try replace(failed, by: &journal, changed, in: root)
        } else {
            try prepare(&journal, changed, in: root)
        }
        try complete(journal, in: root)
    }

    /// Returns an activation that failed after it was committed; nil: there is none.
    private func failedActivation() throws(ActivationFailure) -> ActivationJournal? {
        let journal = try host { () throws(HostFailure) in try store.journal() }
        guard let journal, journal.phase == .preparing else { return journal }
        try undo(journal)
        return nil
    }

    /// Writes the temporary files and commits the journal; after a failure, neither is there.
    private func prepare(
        _ journal: inout ActivationJournal, _ changed: [Entry], in root: borrowing TreeRoot
    ) throws(ActivationFailure) {
        do throws(ActivationFailure) {
            try host { [journal] () throws(HostFailure) in try store.save(journal) }
            try reached(.announced)
            let isSynced = changed.count <= TreeRoot.fewFiles
            for entry in changed {
                let temporary = journal.temporaries[entry.path] ?? ""
                try host { () throws(HostFailure) in
                    try write(entry, temporary, isSynced: isSynced, in: root)
                }
                try reached(.written(entry.path))
            }
            try host { () throws(HostFailure) in
                try objects.synchronize(changed.map(\.digest))
                try root.synchronize(changed.map { name(of: $0) })
            }
            try reached(.prepared)
            journal.phase = .committed
            try host { [journal] () throws(HostFailure) in try store.save(journal) }
        } catch {
            if case .interrupted = error { throw error }
            // The first failure is the reason; another attempt, or the next start, cleans up.
            try? undo(journal)
            throw error
        }
    }

    /// Commits a journal in place of one that can't be completed, so that there always is one.
    private func replace(
        _ failed: ActivationJournal, by journal: inout ActivationJournal, _ changed: [Entry],
        in root: borrowing TreeRoot
    ) throws(ActivationFailure) {
        journal.phase = .committed
        try host { [journal] () throws(HostFailure) in
            for entry in changed { _ = try object(of: entry) }
            try objects.synchronize(changed.map(\.digest))
            try store.save(journal)
        }
        try reached(.prepared)
        for (path, temporary) in failed.temporaries {
            try host { () throws(HostFailure) in
                try root.discard(
                    PathName.sibling(temporary, of: path.isEmpty ? document : path))
            }
        }
    }

    /// Completes or undoes an activation that a crash has interrupted.
    ///
    /// **Errors:** `HostFailure`; nothing is lost, and another attempt can complete it.
    func rollForward() throws(HostFailure) {
        guard let journal = try store.journal() else { return }
        do throws(ActivationFailure) {
            guard journal.phase == .committed else { return try undo(journal) }
            let root = try host { () throws(HostFailure) in try TreeRoot(directory) }
            let lock = DirectoryLock(root)
            defer { lock.release() }
            try complete(journal, in: root)
        } catch {
            switch error {
            case .host(let failure): throw failure
            case .edited, .interrupted: return
            }
        }
    }

    /// Returns the entries whose files differ from the disk.
    private func changes(
        _ manifest: Manifest, _ expected: [String: Set<Digest>], _ keepsOthers: Bool,
        in root: borrowing TreeRoot
    ) throws(ActivationFailure) -> [Entry] {
        var (changed, edited): ([Entry], [String]) = ([], [])
        let mounts = MountTable()
        for entry in manifest.entries {
            let path = name(of: entry)
            let facts = try host { () throws(HostFailure) in try root.facts(of: path) }
            let isRegular = facts.map { $0.st_mode & S_IFMT == S_IFREG } ?? false
            var digest = isRegular ? tree.knownDigest(of: path) : nil
            if digest == nil {
                digest = try host { () throws(HostFailure) in try root.digest(of: path) }
            }
            let mode = facts?.st_mode
            if digest == entry.digest, mode.map({ $0 & 0o777 }) == entry.mode { continue }
            if mounts.contains("\(directory)/\(path)") {
                throw .host(
                    HostFailure(
                        operation: "replace \(directory)/\(path)",
                        reason: "it is a mount point, onto which nothing can be renamed",
                        remedy: "mount its directory instead"))
            }
            changed.append(entry)
            guard let digest, digest != entry.digest, !keepsOthers else { continue }
            if expected[entry.path]?.contains(digest) != true { edited.append(entry.path) }
        }
        guard edited.isEmpty else { throw .edited(edited) }
        return changed
    }

    private func write(
        _ entry: Entry, _ temporary: String, isSynced: Bool, in root: borrowing TreeRoot
    ) throws(HostFailure) {
        try root.write(
            try object(of: entry), as: temporary, beside: name(of: entry), mode: entry.mode,
            isSynced: isSynced)
    }

    private func object(of entry: Entry) throws(HostFailure) -> String {
        guard let object = objects.object(entry.digest), object.size == entry.size else {
            throw HostFailure(
                operation: "write \(directory)/\(name(of: entry))",
                reason: "its contents \(entry.digest.short) are not in \(objects.directory)")
        }
        return object.path
    }

    /// Replaces the files, and removes those of the former generation.
    private func complete(
        _ journal: ActivationJournal, in root: borrowing TreeRoot
    ) throws(ActivationFailure) {
        try reached(.committed)
        let manifest = try Self.manifest(of: journal.record)
        // The document names the others, so it is the last.
        for entry in manifest.files + [manifest.document] {
            try place(entry, journal, in: root)
            try reached(.settled(entry.path))
        }
        let removed = removals(manifest, journal.expected)
        for path in removed {
            let digests = journal.expected[path] ?? []
            try host { () throws(HostFailure) in try root.remove(path, ifOneOf: digests) }
            try reached(.removed(path))
        }
        try host { () throws(HostFailure) in
            let replaced = journal.temporaries.keys.map { $0.isEmpty ? document : $0 }
            try root.synchronize(replaced + removed)
            try store.save(journal.record)
        }
        try reached(.recorded)
        try host { () throws(HostFailure) in try store.removeJournal() }
    }

    private func place(
        _ entry: Entry, _ journal: ActivationJournal, in root: borrowing TreeRoot
    ) throws(ActivationFailure) {
        guard let temporary = journal.temporaries[entry.path] else { return }
        let path = name(of: entry)
        let waiting = PathName.sibling(temporary, of: path)
        let isDone = try host { () throws(HostFailure) in
            guard try root.digest(of: path) == entry.digest else { return false }
            return try root.facts(of: path).map { $0.st_mode & 0o777 } == entry.mode
        }
        if !isDone {
            try host { () throws(HostFailure) in
                if try root.digest(of: waiting) != entry.digest {
                    try root.discard(waiting)
                    try write(entry, temporary, isSynced: true, in: root)
                }
                try root.exchange(temporary, path)
            }
            try reached(.exchanged(entry.path))
        }
        // The temporary name has the former file now, if there was one.
        try host { () throws(HostFailure) in
            guard let former = try root.digest(of: waiting) else { return }
            let isExpected = journal.expected[entry.path]?.contains(former) == true
            if isExpected || former == entry.digest {
                try root.discard(waiting)
            } else {
                try root.keep(temporary, of: path, suffix: journal.suffix)
            }
        }
    }

    /// Removes the temporary files of an activation that replaced nothing.
    private func undo(_ journal: ActivationJournal) throws(ActivationFailure) {
        try host { () throws(HostFailure) in
            let root = try TreeRoot(directory)
            for (path, temporary) in journal.temporaries {
                try root.discard(
                    PathName.sibling(temporary, of: path.isEmpty ? document : path))
            }
            try store.removeJournal()
        }
    }

    private func name(of entry: Entry) -> String { entry.path.isEmpty ? document : entry.path }

    private static func manifest(
        of record: GenerationRecord
    ) throws(ActivationFailure) -> Manifest {
        do throws(ManifestRefusal) {
            guard let signed = record.signed else { throw .malformed(line: 1) }
            return try Manifest(encoded: signed.bytes, rule: PathRule())
        } catch {
            throw .host(HostFailure(operation: "read activating.json", reason: "\(error)"))
        }
    }

    func host<Result: ~Copyable>(
        _ body: () throws(HostFailure) -> Result
    ) throws(ActivationFailure) -> Result {
        do throws(HostFailure) {
            return try body()
        } catch {
            throw .host(error)
        }
    }
}
