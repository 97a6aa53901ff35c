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
        /// The number of documents since the start.
        var count = 0
        /// The documents that have no generation yet, the newest last.
        var unwritten: [UnwrittenGeneration] = []
        /// The document that was recorded last; nil: none.
        var recorded: (text: [UInt8], isUnconfirmed: Bool)?
        /// The generation in force; nil: unknown.
        var current: Generation?
        /// The number of the confirmed document at the start; nil: unknown.
        var former: Int?
        /// The result of the passes with the document in force; nil: none yet.
        var result: Generation.Result?
        /// The end of a wait for a confirmation that is not in the files yet; nil: it is.
        var judgement: (isConfirmed: Bool, canary: String?)?
        /// The failure to write the history; nil: none.
        var failure: HostFailure?
        /// The time of the last attempt.
        var tried = ContinuousClock.now

        /// Adds a document without a generation; the oldest are lost beyond the limits.
        ///
        /// **Shape:** the number of documents that are lost.
        mutating func add(_ next: UnwrittenGeneration) -> Int {
            unwritten.append(next)
            var lost = 0
            while unwritten.count > DocumentHistory.longestQueue
                || unwritten.count > 1
                    && unwritten.reduce(0, { $0 + $1.text.count }) > DocumentHistory.largestQueue
            {
                unwritten.removeFirst()
                lost += 1
            }
            return lost
        }
    }

    /// The time after which a failed write is retried.
    private let patience: Duration
    /// The size of a document from which its write awaits the first pass.
    ///
    /// **Unit:** bytes.
    private static let largeSize = 1 << 20
    /// The most documents that wait for their write.
    private static let longestQueue = 64
    /// The most bytes of documents that wait for their write, beside the newest.
    private static let largestQueue = 64 << 20
    /// The longest wait for the first pass.
    private static let longestWait = DispatchTimeInterval.milliseconds(500)

    /// Creates the history of a document.
    ///
    /// - Parameters:
    ///   - origin: the origin of replicated documents.
    ///   - queue: the thread of the files.
    ///   - patience: the time after which a failed write is retried.
    ///   - failed: receives a failure once.
    init(
        _ store: GenerationStore, of document: String, _ origin: ReplicatedOrigin,
        on queue: DispatchQueue, patience: Duration = .seconds(5),
        failed: @escaping @Sendable (HostFailure) -> Void
    ) {
        self.patience = patience
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
        let lost = work.withLock { work in
            work.recorded = (text, isUnconfirmed)
            work.current = nil
            work.result = nil
            work.count += 1
            return work.add(
                UnwrittenGeneration(
                    id: work.count, text: text, announcement: announcement,
                    isUnconfirmed: isUnconfirmed, limit: limit))
        }
        if lost > 0 {
            failed(
                HostFailure(
                    operation: "keep the history",
                    reason: "\(lost) of the documents that wait for their write are left out"))
        }
        if text.count < Self.largeSize {
            queue.async { self.write() }
        } else {
            queue.asyncAfter(deadline: .now() + Self.longestWait) { self.write() }
        }
    }

    /// Writes documents that await their first pass, and returns when they are on disk.
    func finish() { queue.sync { write() } }

    /// Forgets the document in force, which is undone.
    func forget() {
        work.withLock { work in
            work.recorded = nil
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
        work.withLock { $0.judgement = (isConfirmed, canary) }
        judge()
        let current = store.current
        return work.withLock { work in
            if isConfirmed { work.recorded?.isUnconfirmed = false }
            // Those that could not be written were judged all the same.
            for place in work.unwritten.indices where work.unwritten[place].isUnconfirmed {
                work.unwritten[place].isUnconfirmed = false
                work.unwritten[place].canary = canary
                if !isConfirmed { work.unwritten[place].result.state = .reverted }
            }
            if work.unwritten.isEmpty { work.current = current }
            return work.current?.number
        }
    }

    /// Ends the wait of an earlier controller for a confirmation, before any document of this one
    /// is written: the same text would have a second generation otherwise.
    ///
    /// - Parameter canary: the end of the edit's canary in words; nil: it had none.
    func confirmBeforeWrites(canary: String?) {
        work.withLock { $0.judgement = (true, canary) }
        queue.async { self.write() }
    }

    /// Writes the end of a wait for a confirmation; false: it can't be written.
    ///
    /// Later documents are written after it, because they may be unconfirmed themselves.
    @discardableResult
    private func judge() -> Bool {
        guard let judgement = work.withLock({ $0.judgement }) else { return true }
        do throws(HostFailure) {
            try store.settle(isConfirmed: judgement.isConfirmed, canary: judgement.canary)
            work.withLock { work in
                work.judgement = nil
                work.failure = nil
                work.current?.isUnconfirmed = false
            }
            return true
        } catch {
            work.withLock { $0.failure = error }
            return false
        }
    }

    /// Retries a failed write, and looks for the file in force, from time to time.
    func tryAgain() {
        let isDue = work.withLock { work in
            guard ContinuousClock.now - work.tried > patience else { return false }
            work.tried = .now
            return true
        }
        guard isDue else { return }
        queue.async {
            self.write()
            self.restoreLost()
        }
    }

    /// Writes the generation in force again if its file was removed.
    private func restoreLost() {
        let (current, text) = work.withLock { ($0.current, $0.recorded?.text) }
        guard let current, let text, !store.has(current.number) else { return }
        do throws(HostFailure) {
            try store.restore(current, text)
            work.withLock { $0.failure = nil }
            failed(
                HostFailure(
                    operation: "keep the history",
                    reason: "the file of generation \(current.number) was removed, and is written"
                        + " again; \"ballast history\" lists those that are left"))
        } catch {
            work.withLock { $0.failure = error }
        }
    }

    /// Writes the documents without a generation, the oldest first, up to the first failure.
    private func write() {
        guard judge() else { return }
        while let next = work.withLock({ $0.unwritten.first }) {
            do throws(HostFailure) {
                let generation = try write(next)
                let result = work.withLock { work in
                    work.failure = nil
                    // A pass may have ended meanwhile.
                    let result = work.unwritten.first { $0.id == next.id }?.result
                    work.unwritten.removeAll { $0.id == next.id }
                    if work.count == next.id, work.recorded != nil { work.current = generation }
                    return work.count == next.id ? nil : result
                }
                if let result, result != next.result {
                    var generation = generation
                    generation.result = result
                    try store.update(generation, next.text)
                }
                writeResult()
            } catch {
                let isNew = work.withLock { work in
                    defer { work.failure = error }
                    return work.failure == nil
                }
                if isNew { failed(error) }
                return
            }
        }
    }

    private func write(_ next: UnwrittenGeneration) throws(HostFailure) -> Generation {
        let author =
            next.announcement?.author
            ?? origin.author(Digest.remembered(of: next.text))
            .map { ChangeAuthor(.replication, host: $0) }
            ?? ChangeAuthor(.run)
        return try store.add(
            next.text, of: document, by: author, message: next.announcement?.message,
            isUnconfirmed: next.isUnconfirmed, isUrgent: next.announcement?.urgency == .now,
            result: next.result, canary: next.canary, keeping: next.limit, at: next.accepted
        ) { [document] in
            GitWorkTree(of: document).flatMap { GitCommit(of: document, in: $0.path) }
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
            if let last = work.unwritten.indices.last, work.recorded != nil {
                work.unwritten[last].result = work.result ?? Generation.Result()
            }
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
