import Dispatch
import Files
import Model
import Replication
import Synchronization

/// Writes the documents of `ballast run` into the history, with their results.
///
/// Files are written on a separate thread, in order.
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
        /// The number of the confirmed document at the start; nil: unknown.
        var former: Int?
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
        let former = store.confirmed(of: document)?.number
        work.withLock { work in
            work.current = isOwn ? current : nil
            work.former = former
        }
    }

    /// The text of the newest confirmed document; nil: there is none.
    var confirmed: [UInt8]? {
        store.confirmed(of: document).flatMap { try? store.text(of: $0.number) }
    }

    /// Returns the newest generation with a text; nil: there is none.
    func newest(of text: [UInt8]) -> Generation? {
        let digest = Digest(of: text)
        return store.generations.last {
            $0.digest == digest && RealPath(document).isOf($0.path)
        }
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
        queue.async { self.write() }
    }

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
        guard let next = work.withLock({ $0.unwritten }) else { return }
        let author =
            next.announcement?.author
            ?? origin.author(Digest(of: next.text)).map { ChangeAuthor(.replication, host: $0) }
            ?? ChangeAuthor(.run)
        do throws(HostFailure) {
            let generation = try store.add(
                next.text, of: document, by: author, message: next.announcement?.message,
                isUnconfirmed: next.isUnconfirmed, isUrgent: next.announcement?.urgency == .now,
                keeping: next.limit, at: wallClock()
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
        if isNew { queue.async { self.writeResult() } }
    }

    private func writeResult() {
        let changed = work.withLock { work -> Generation? in
            guard var generation = work.current, let result = work.result,
                generation.result != result,
                // A restart applies nothing anew.
                generation.result.state != result.state || result.state == .failed
            else { return nil }
            generation.result = result
            work.current = generation
            return generation
        }
        guard let changed else { return }
        do throws(HostFailure) {
            try store.update(changed)
        } catch {
            work.withLock { $0.failure = error }
        }
    }

    /// Adds the number in force and a failure to a status.
    ///
    /// - Parameter isFormer: whether the document before an unconfirmed edit is in force since the
    ///   start.
    func complete(_ status: inout Status, isFormer: Bool) {
        let (current, failure) = work.withLock {
            (isFormer ? $0.former : $0.current?.number, $0.failure)
        }
        status.document.number = current
        if let failure { status.health.reasons.append("history: \(failure)") }
    }
}
