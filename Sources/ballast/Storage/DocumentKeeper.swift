import Dispatch
import Document
import Files
import Glibc
import Model
import Synchronization

/// Keeps the document that was accepted last as a file: `accepted.yaml` in the state directory.
///
/// It is written on a thread of its own: a disk may take its time, and the loop does not wait for
/// it. A document that can't be kept is tried again.
final class DocumentKeeper: Sendable {
    private let directory: String
    private let path: String
    private let queue = DispatchQueue(label: "ballast.kept-document")
    private let work = Mutex(Work())

    private struct Work {
        /// The newest document, until it is on disk.
        var pending: KeptDocument?
        /// Why the last one is not on disk.
        var failure: HostFailure?
        /// When it was tried last.
        var tried: ContinuousClock.Instant?
    }

    /// Time after which a document that could not be kept is tried again.
    private static let patience = Duration.seconds(30)
    /// Bytes of the line before the document, at most.
    private static let headLimit = 16_384

    /// The keeper of this state directory, which is made when something is kept.
    init(directory: String) {
        self.directory = directory
        path = directory + "/accepted.yaml"
    }

    /// Why the document in force is not kept; nil: it is, or will be in a moment.
    var failure: HostFailure? { work.withLock { $0.failure } }

    /// Has a document kept, instead of those before it.
    func keep(_ document: KeptDocument) {
        work.withLock { $0.pending = document }
        queue.async { self.save() }
    }

    /// Tries once more what could not be kept, after a while.
    func tryAgain() {
        let isDue = work.withLock { work in
            guard work.pending != nil, let tried = work.tried else { return false }
            guard ContinuousClock.now - tried > Self.patience else { return false }
            work.tried = .now
            return true
        }
        if isDue { queue.async { self.save() } }
    }

    /// Waits until everything that was given so far is on disk, or can't be.
    func finish() {
        queue.sync {}
    }

    /// The document that was kept last; nil: there is none.
    ///
    /// **Errors:** `HostFailure`: it can't be read, or is damaged.
    func load() throws(HostFailure) -> KeptDocument? {
        func failure(_ reason: String) -> HostFailure {
            HostFailure(
                operation: "read the document that was accepted last, \(path)", reason: reason,
                remedy: "mend the document itself")
        }
        let bytes: [UInt8]
        do {
            bytes = try DocumentFile(path: path).read(regularOnly: true, beyond: Self.headLimit)
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
            failure = HostFailure(
                operation: "keep the accepted document in \(path)", reason: "\(error)",
                remedy: "until it can be, a start with a bad document finds an older one or none")
        }
        work.withLock { work in
            work.failure = failure
            work.tried = .now
            if failure == nil, work.pending == document { work.pending = nil }
        }
    }

    private func write(_ document: KeptDocument) throws {
        // The time at which it was accepted first stays; one that can't be read is written anew.
        if let kept = try? load(), kept.path == document.path, kept.bytes == document.bytes {
            return
        }
        try makeDirectory(directory)
        try writeAtomically(try document.file(), to: path)
    }
}
