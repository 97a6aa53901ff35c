import Dispatch
import Files
import Model
import Replication
import Synchronization

/// Writes the documents of `ballast run` into the history, with their results.
///
/// Files are written on a separate thread, in order. A large document is written once, after its
/// first pass, so that the write does not compete with the pass.
final class DocumentHistory: Sendable {
    private let store: GenerationStore
    private let document: String
    private let origin: ReplicatedOrigin
    private let queue: DispatchQueue
    private let failed: @Sendable (HostFailure) -> Void
    private let work = Mutex(Work())

    private struct Work {
        /// The document that has no generation yet; nil: none.
        var unwritten: Unwritten?
        /// The document that was recorded last; nil: none.
        var recorded: (text: [UInt8], isUnconfirmed: Bool)?
        /// The generation in force; nil: unknown.
        var current: Generation?
        /// The result of the passes with the document in force; nil: none yet.
        var result: Generation.Result?
        /// The failure to write the history; nil: none.
        var failure: HostFailure?
    }

    private struct Unwritten {
        var text: [UInt8]
        var announcement: ChangeAnnouncement?
        var isUnconfirmed: Bool
        /// The most documents of the history.
        var limit: Int
        /// The time of the last attempt.
        var tried = ContinuousClock.now
    }

    /// The time after which a failed write is retried.
    private static let patience = Duration.seconds(30)
    /// The size of a document from which its write awaits the first pass.
    ///
    /// **Unit:** bytes.
    private static let largeSize = 1 << 20
    /// The longest wait for the first pass.
    private static let longestWait = DispatchTimeInterval.milliseconds(500)

    /// Creates the history of a document.
    ///
    /// - Parameters:
    ///   - origin: the origin of replicated documents.
    ///   - queue: the thread of the files.
    ///   - failed: receives a failure once.
    init(
        _ store: GenerationStore, of document: String, _ origin: ReplicatedOrigin,
        on queue: DispatchQueue, failed: @escaping @Sendable (HostFailure) -> Void
    ) {
        self.store = store
        self.document = document
        self.origin = origin
        self.queue = queue
        self.failed = failed
        let current = store.current
        let isOwn = current.map { RealPath(document).isOf($0.path) } ?? false
        work.withLock { $0.current = isOwn ? current : nil }
    }

    /// The text of the newest confirmed document; nil: there is none.
    var confirmed: [UInt8]? {
        store.confirmed(of: document).flatMap { try? store.text(of: $0.number) }
    }

    /// Whether a document was recorded last.
    ///
    /// A file is read again while its last change is recent.
    func hasRecorded(_ text: [UInt8], isUnconfirmed: Bool) -> Bool {
        work.withLock { $0.recorded.map { $0 == (text, isUnconfirmed) } ?? false }
    }

    /// Adds a document that is in force now.
    ///
    /// - Parameter limit: the most documents of the history.
    func record(
        _ text: [UInt8], isUnconfirmed: Bool, keeping limit: Int,
        _ announcement: ChangeAnnouncement?
    ) {
        work.withLock { work in
            work.recorded = (text, isUnconfirmed)
            work.unwritten = Unwritten(
                text: text, announcement: announcement, isUnconfirmed: isUnconfirmed,
                limit: limit)
            work.current = nil
            work.result = nil
        }
        if text.count < Self.largeSize {
            queue.async { self.write() }
        } else {
            queue.asyncAfter(deadline: .now() + Self.longestWait) { self.write() }
        }
    }

    /// Writes what awaits the first pass, and returns when it is on disk.
    func finish() { queue.sync { write() } }

    /// Forgets the document in force, which is undone.
    func forget() {
        work.withLock { work in
            work.recorded = nil
            work.unwritten = nil
            work.current = nil
        }
    }

    /// Ends the wait for a confirmation, and returns the number in force; nil: unknown.
    ///
    /// The caller is on the thread of the files.
    ///
    /// - Parameter canary: the end of the edit's canary in words; nil: it had none.
    func settle(isConfirmed: Bool, canary: String? = nil) -> Int? {
        write()
        var failure: HostFailure?
        do throws(HostFailure) {
            try store.settle(isConfirmed: isConfirmed, canary: canary)
        } catch {
            failure = error
        }
        let current = store.current
        return work.withLock { work in
            if let failure { work.failure = failure }
            if isConfirmed { work.recorded?.isUnconfirmed = false }
            if work.unwritten == nil { work.current = current }
            return work.current?.number
        }
    }

    /// Retries a failed write, after a while.
    func tryAgain() {
        let isDue = work.withLock { work in
            guard work.failure != nil, let tried = work.unwritten?.tried,
                ContinuousClock.now - tried > Self.patience
            else { return false }
            work.unwritten?.tried = .now
            return true
        }
        if isDue { queue.async { self.write() } }
    }

    private func write() {
        let (unwritten, result) = work.withLock { ($0.unwritten, $0.result) }
        guard let next = unwritten else { return }
        let author =
            next.announcement?.author
            ?? origin.author(Digest.remembered(of: next.text))
            .map { ChangeAuthor(.replication, host: $0) }
            ?? ChangeAuthor(.run)
        do throws(HostFailure) {
            let generation = try store.add(
                next.text, of: document, by: author, message: next.announcement?.message,
                isUnconfirmed: next.isUnconfirmed, isUrgent: next.announcement?.urgency == .now,
                result: result ?? Generation.Result(), keeping: next.limit, at: wallClock()
            ) { [document] in
                GitWorkTree(of: document).flatMap { GitCommit(of: document, in: $0.path) }
            }
            work.withLock { work in
                work.failure = nil
                guard work.unwritten?.text == next.text else { return }
                work.unwritten = nil
                work.current = generation
            }
            writeResult()
        } catch {
            let isNew = work.withLock { work in
                defer { work.failure = error }
                return work.failure == nil
            }
            if isNew { failed(error) }
        }
    }

    /// Records the result of a pass with the document in force.
    func note(steps: Int, failed: Int) {
        let isNew = work.withLock { work in
            // Later passes follow the load; only failures are awaited.
            guard work.result.map({ $0.failed > 0 }) ?? true else { return false }
            let former = work.result
            work.result = Generation.Result(
                state: failed == 0 ? .applied : .failed, steps: (former?.steps ?? 0) + steps,
                failed: failed)
            return former != work.result
        }
        guard isNew else { return }
        queue.async {
            self.write()
            self.writeResult()
        }
    }

    private func writeResult() {
        let changed = work.withLock { work -> (Generation, [UInt8]?)? in
            guard var generation = work.current, let result = work.result,
                generation.result != result,
                // A restart applies nothing anew.
                generation.result.state != result.state || result.state == .failed
            else { return nil }
            generation.result = result
            work.current = generation
            return (generation, work.recorded?.text)
        }
        guard let (generation, text) = changed else { return }
        do throws(HostFailure) {
            try store.update(generation, text)
        } catch {
            work.withLock { $0.failure = error }
        }
    }

    /// Adds the number in force and a failure to a status.
    func complete(_ status: inout Status) {
        let (current, failure) = work.withLock { ($0.current, $0.failure) }
        status.document.number = current?.number
        if let failure { status.health.reasons.append("history: \(failure)") }
    }
}
