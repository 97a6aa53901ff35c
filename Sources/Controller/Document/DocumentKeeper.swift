import Dispatch
import Document
import Files
import Glibc
import Model
import Replication
import Synchronization

/// Keeps the last accepted document as a file: `accepted.yaml` in the state directory.
///
/// Those of other paths, from earlier runs with the same state directory, are
/// `accepted-DIGEST.yaml`, with the first digits of the path's SHA-256.
///
/// It is written on a separate thread, because a disk can be slow and the loop must not wait. A
/// failed write is retried.
final class DocumentKeeper: Sendable {
    private let directory: String
    private let path: String
    private let queue = DispatchQueue(label: "ballast.kept-document")
    private let work = Mutex(Work())

    private struct Work {
        /// The newest document, until it is on disk.
        var pending: KeptDocument?
        /// The failure of the last write; nil: none.
        var failure: HostFailure?
        /// The time of the last attempt.
        var tried: ContinuousClock.Instant?
        /// The document on disk, with the signature of its file; nil: unknown.
        var stored: (document: KeptDocument, signature: FileSignature)?
    }

    /// The time after which a failed write is retried.
    private static let patience = Duration.seconds(5)
    /// The most bytes of the line before the document.
    private static let headLimit = 16_384
    /// The most documents of other paths.
    private static let others = 8

    /// Creates the keeper of this state directory, which is created for the first document.
    init(directory: String) {
        self.directory = directory
        path = directory + "/accepted.yaml"
    }

    /// The failure to store the document in force; nil: it is stored, or will be soon.
    var failure: HostFailure? { work.withLock { $0.failure } }

    /// Whether the newest document is on disk.
    var isStored: Bool { work.withLock { $0.pending == nil } }

    /// Stores a document in place of the former one.
    func keep(_ document: KeptDocument) {
        work.withLock { $0.pending = document }
        queue.async { self.save() }
    }

    /// Retries a failed write, after a while, and replaces a file that was removed or changed.
    func tryAgain() {
        let signature = FileSignature.of(path)
        let isDue = work.withLock { work in
            if work.pending == nil, let stored = work.stored, stored.signature != signature {
                work.pending = stored.document
                work.stored = nil
                return true
            }
            guard work.pending != nil, let tried = work.tried else { return false }
            guard ContinuousClock.now - tried > Self.patience else { return false }
            work.tried = .now
            return true
        }
        if isDue { queue.async { self.save() } }
    }

    /// Waits until every pending document is on disk, or has failed.
    func finish() {
        queue.sync {}
    }

    /// Returns the document that was accepted last; nil: none.
    ///
    /// **Errors:** `HostFailure`: it can't be read, or is damaged.
    func load() throws(HostFailure) -> KeptDocument? {
        try Self.load(path)
    }

    /// Returns the newest document of a path, stored or not yet; nil: none.
    ///
    /// **Errors:** `HostFailure`: it can't be read, or is damaged.
    func load(of document: String) throws(HostFailure) -> KeptDocument? {
        let place = RealPath(document)
        if let next = work.withLock({ $0.pending }), place.isOf(next.path) { return next }
        if let kept = try load(), place.isOf(kept.path) { return kept }
        if let kept = try Self.load(self.place(of: document)), place.isOf(kept.path) {
            return kept
        }
        // Another spelling of the path has another file.
        return otherFiles.lazy.compactMap { (try? Self.load($0)) ?? nil }
            .first { place.isOf($0.path) }
    }

    /// The files of documents that are not the last one.
    private var otherFiles: [String] {
        (names(in: directory) ?? []).filter {
            $0.hasPrefix("accepted-") && $0.hasSuffix(".yaml")
        }.map { directory + "/" + $0 }
    }

    /// Returns the file of a document that is not the last one.
    private func place(of document: String) -> String {
        "\(directory)/accepted-\(Digest(of: Array(document.utf8)).hex.prefix(16)).yaml"
    }

    private static func load(_ path: String) throws(HostFailure) -> KeptDocument? {
        func failure(_ reason: String) -> HostFailure {
            HostFailure(
                operation: "read the document that was accepted last, \(path)", reason: reason,
                remedy: "mend the document itself")
        }
        let bytes: [UInt8]
        do {
            bytes = try DocumentFile(path: path).read(regularOnly: true, beyond: headLimit)
        } catch {
            if error.reason == .system(ENOENT) { return nil }
            throw failure("\(error.reason)")
        }
        guard let kept = KeptDocument(file: bytes) else { throw failure("it is damaged") }
        return kept
    }

    private func save() {
        guard let document = work.withLock({ $0.pending }) else { return }
        var failure: HostFailure?
        do {
            try write(document)
        } catch {
            failure = self.failure(error)
        }
        work.withLock { work in
            work.failure = failure
            work.tried = .now
            if failure == nil, work.pending == document { work.pending = nil }
        }
    }

    private func failure(_ error: any Error) -> HostFailure {
        let effect = "until it can be, a start with a bad document finds an older one or none"
        guard var failure = error as? HostFailure, failure.operation.contains(path) else {
            return HostFailure(
                operation: "keep the accepted document in \(path)", reason: "\(error)",
                remedy: effect)
        }
        failure.operation += ", the copy of the document in force"
        failure.remedy = (failure.remedy.map { "\($0); " } ?? "") + effect
        return failure
    }

    private func write(_ document: KeptDocument) throws {
        // The time of the first acceptance stays; an unreadable file is replaced.
        if let kept = present, kept.path == document.path, kept.bytes == document.bytes {
            return noteStored(kept)
        }
        try OwnDirectory(path: directory).make()
        // A crash after the first step leaves the former document, under its other name.
        if let former = present, !RealPath(document.path).isOf(former.path) {
            guard rename(path, place(of: former.path)) == 0 else {
                throw HostFailure(operation: "keep \(former.path)", .last)
            }
        }
        try writeAtomically(try document.head(), document.bytes, to: path)
        unlink(place(of: document.path))
        noteStored(document)
        forgetOldest()
    }

    /// Removes the oldest documents of other paths beyond the limit.
    private func forgetOldest() {
        let others = otherFiles
        guard others.count > Self.others else { return }
        // A file that can't be read is the first to leave.
        let ages = others.map { (path: $0, time: ((try? Self.load($0)) ?? nil)?.accepted ?? 0) }
        for (path, _) in ages.sorted(by: { $0.time < $1.time }).dropLast(Self.others) {
            unlink(path)
        }
    }

    private func noteStored(_ document: KeptDocument) {
        let signature = FileSignature.of(path)
        work.withLock { $0.stored = signature.map { (document, $0) } }
    }

    /// The document on disk, which is not read again while its file is the one written last.
    private var present: KeptDocument? {
        let stored = work.withLock { $0.stored }
        if let stored, stored.signature == FileSignature.of(path) { return stored.document }
        return try? load()
    }
}
