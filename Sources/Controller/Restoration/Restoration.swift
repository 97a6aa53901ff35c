import Files
import Glibc
import Model

/// Replaces files as a whole: after a crash at any moment, all of them are the old ones or all are
/// the new ones.
///
/// All contents are on disk beside their targets before the journal is committed, so that a full
/// disk changes nothing. A committed journal is completed by the command, by the controller that
/// runs, or at the next start.
package struct Restoration: Sendable {
    private let state: String
    private let store: JSONStore<RestoreJournal>

    /// A file that a restore writes.
    package struct File: Sendable {
        /// The absolute path, without links.
        package let target: String
        /// The permissions.
        package let mode: UInt32
        /// The contents.
        package let bytes: [UInt8]

        /// Creates a file.
        package init(target: String, mode: UInt32, bytes: [UInt8]) {
            self.target = target
            self.mode = mode
            self.bytes = bytes
        }
    }

    /// Creates the access to this state directory.
    package init(state: String) {
        self.state = state
        store = RestoreJournal.store(in: state)
    }

    /// Whether a restore has begun and is not complete.
    package var isUnderway: Bool { isThere(store.path) }

    /// The temporary files of a restore that is not complete, with the contents of a backup.
    package var temporaries: [String] {
        // An unreadable journal has none that can be known.
        let journal = try? store.load(remedy: "")
        return (journal?.files ?? []).map(\.temporary).filter {
            TemporaryName.isTemporary(String(TemporaryName.split($0).name))
        }
    }

    /// Replaces files, the last one after the others.
    ///
    /// - Parameter committing: called when nothing can fail any more but the disk itself, before
    ///   the first file is replaced.
    ///
    /// **Errors:** `HostFailure`, and those of `committing`: nothing was replaced, unless the
    /// restore is still ``isUnderway``.
    package func replace(
        _ files: [File], committing: () async throws -> Void = {}
    ) async throws {
        try OwnDirectory(path: state).make()
        let lock = try self.lock()
        defer { close(lock) }
        try complete()
        var journal = RestoreJournal(
            phase: .preparing,
            files: files.map {
                RestoredFile(
                    target: $0.target, temporary: TemporaryName.beside($0.target), mode: $0.mode)
            })
        try store.save(journal)
        do {
            for (file, written) in zip(journal.files, files) {
                try Self.write(written.bytes, as: file)
            }
            try await committing()
            journal.phase = .committed
            try store.save(journal)
        } catch {
            undo(journal)
            throw error
        }
        try complete()
    }

    /// Completes or undoes a restore that a crash has interrupted.
    ///
    /// - Returns: false: another process is at it.
    ///
    /// **Errors:** `HostFailure`; nothing is lost, and another attempt can complete it.
    @discardableResult
    package func rollForward() throws(HostFailure) -> Bool {
        guard isUnderway else { return true }
        guard let lock = tryLock() else { return false }
        defer { close(lock) }
        try complete()
        return true
    }

    private func complete() throws(HostFailure) {
        guard
            let journal = try store.load(
                remedy: "the restore can't be completed", loss: "run the restore again")
        else { return }
        guard journal.phase == .committed else { return undo(journal) }
        for file in journal.files where isThere(file.temporary) {
            guard rename(file.temporary, file.target) == 0 else {
                throw HostFailure(
                    operation: "replace \(file.target)", .last,
                    remedy: "mend that, then any restore completes this one; to give it up, remove "
                        + store.path)
            }
        }
        for directory in Set(journal.files.map { PathName.directory(of: $0.target) }).sorted() {
            syncDirectory(directory)
        }
        unlink(store.path)
        syncDirectory(state)
    }

    private func undo(_ journal: RestoreJournal) {
        for file in journal.files { unlink(file.temporary) }
        unlink(store.path)
    }

    private static func write(_ bytes: [UInt8], as file: RestoredFile) throws(HostFailure) {
        let directory = PathName.directory(of: file.target)
        if !isThere(directory) { try OwnDirectory(path: directory).make() }
        func failure() -> HostFailure { HostFailure(operation: "write \(file.target)", .last) }
        let descriptor = open(
            file.temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor, failure: failure)
        var facts = stat()
        if lstat(file.target, &facts) == 0,
            facts.st_uid != geteuid() || facts.st_gid != getegid()
        {
            // Without the right to do so the file belongs to this process.
            _ = fchown(descriptor, facts.st_uid, facts.st_gid)
        }
        guard fchmod(descriptor, file.mode) == 0, fsync(descriptor) == 0 else { throw failure() }
        try requireReplaceable(file.target)
        syncDirectory(directory)
    }

    /// A file that can't be replaced must be found before the first one is.
    private static func requireReplaceable(_ path: String) throws(HostFailure) {
        func failure(_ reason: String, _ remedy: String) -> HostFailure {
            HostFailure(operation: "replace \(path)", reason: reason, remedy: remedy)
        }
        var facts = stat()
        if lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR {
            throw failure("a directory is in its place", "move it away")
        }
        if let protection = FileProtection(of: path) {
            throw failure("it is \(protection.name)", "chattr -\(protection.flag) \(path)")
        }
    }

    // MARK: - The lock

    /// The lock ends with its process, so that another one can complete the restore.
    private func tryLock() -> Int32? {
        let descriptor = open(
            "\(state)/restore.lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private func lock() throws(HostFailure) -> Int32 {
        guard let lock = tryLock() else {
            throw HostFailure(
                operation: "restore", reason: "another restore into \(state) runs")
        }
        return lock
    }
}
