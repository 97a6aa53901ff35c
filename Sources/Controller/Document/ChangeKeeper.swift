import Dispatch
import Document
import Files
import Glibc
import Model
import Replication
import Synchronization

/// Keeps the history of the document of `ballast run`, and the way back from unconfirmed edits.
///
/// Files are written on a separate thread, in order, because a disk can be slow and the loop must
/// not wait.
final class ChangeKeeper: Sendable {
    /// News for the loop, in order.
    let news: AsyncStream<News>
    private let publisher: AsyncStream<News>.Continuation
    private let document: String
    private let history: GenerationStore
    private let store: JSONStore<UnconfirmedChange>
    private let marks: JSONStore<RevertedChange>
    private let keeper: DocumentKeeper
    private let replicatedFrom: @Sendable (Digest) -> String?
    private let queue = DispatchQueue(label: "ballast.changes")
    private let work = Mutex(Work())

    /// News for the loop.
    enum News: Sendable {
        /// The document has to be looked at; whether it has to be read even if it is unchanged.
        case look(isForced: Bool)
        /// An event.
        case event(Event.Kind, String)
    }

    private struct Work {
        /// The announced edits with their times, the newest last.
        var announced: [(edit: ChangeAnnouncement, time: ContinuousClock.Instant)] = []
        /// The edit that awaits its confirmation; nil: none.
        var unconfirmed: UnconfirmedChange?
        /// The edit before it, until the way back from it is on disk; nil: none.
        var former: UnconfirmedChange?
        var phase = ChangePhase.none
        /// The edit whose way back could not be stored; nil: none.
        var refused: (text: [UInt8], failure: HostFailure)?
        /// The edit that was undone while its file stayed; nil: none.
        var mark: RevertedChange?
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
        /// The time of the last attempt.
        var tried = ContinuousClock.now
    }

    /// The time after which a failed write is retried.
    private static let patience = Duration.seconds(30)
    /// The time after which an announced edit is forgotten, and the most that are remembered.
    private static let announcementLimits = (time: Duration.seconds(60), count: 16)

    /// Creates the keeper of a document, and reads what an earlier controller has left.
    ///
    /// - Parameters:
    ///   - keeper: stores the confirmed document.
    ///   - replicatedFrom: returns the node from which a document was replicated; nil: none.
    init(
        state: String, document: String, keeper: DocumentKeeper,
        replicatedFrom: @escaping @Sendable (Digest) -> String? = { _ in nil }
    ) {
        (news, publisher) = AsyncStream.makeStream(of: News.self)
        self.document = document
        self.keeper = keeper
        self.replicatedFrom = replicatedFrom
        history = GenerationStore(state: state)
        store = UnconfirmedChange.store(in: state)
        marks = RevertedChange.store(in: state)
        load()
    }

    private func load() {
        let current = history.current
        work.withLock { $0.current = current?.path == document ? current : nil }
        do throws(HostFailure) {
            let mark = try marks.load(remedy: "the edit counts as a new one")
            work.withLock { $0.mark = mark }
            guard
                let change = try store.load(
                    remedy: "the edit is not undone", loss: "the edit is not undone"),
                change.path == document
            else { return }
            // A crash may have come between the confirmation and the removal of the file.
            if let kept = try keeper.load(), kept.path == document, change.isOf(kept.bytes) {
                return removeStored()
            }
            work.withLock { work in
                work.unconfirmed = change
                work.phase = change.remaining > 0 ? .stored : .expired
            }
            schedule(change)
        } catch {
            publisher.yield(.event(.failed, "\(error)"))
        }
    }

    /// Waits until every file is written, or has failed.
    func finish() {
        queue.sync {}
    }

    // MARK: - Commands

    /// Records the facts of an edit that follows, and has the document read.
    func announce(_ edit: ChangeAnnouncement) {
        let now = ContinuousClock.now
        work.withLock { work in
            work.announced.removeAll {
                $0.edit.digest == edit.digest || now - $0.time > Self.announcementLimits.time
            }
            work.announced.append((edit, now))
            work.announced.removeFirst(
                max(0, work.announced.count - Self.announcementLimits.count))
        }
        // An edit that is written already was not in force without these facts.
        if !edit.isOwn { publisher.yield(.look(isForced: true)) }
    }

    /// Confirms the edit in force, and returns when that is on disk.
    func confirm() async -> ConfirmAnswer {
        let change = work.withLock { work -> UnconfirmedChange? in
            guard work.phase == .inForce, let change = work.unconfirmed, change.remaining > 0
            else { return nil }
            work.phase = .confirming
            return change
        }
        guard let change else { return ConfirmAnswer(failure: ConfirmAnswer.nothing) }
        return await withCheckedContinuation { continuation in
            queue.async {
                self.keeper.keep(
                    KeptDocument(
                        path: change.path, accepted: wallClock(), bytes: Array(change.text.utf8)))
                self.keeper.finish()
                self.removeStored()
                self.settle(isConfirmed: true)
                let number = self.work.withLock { work in
                    work.phase = .confirmed
                    work.current?.isUnconfirmed = false
                    return work.current?.number
                }
                self.publisher.yield(
                    .event(.accepted, "confirmed: " + Self.name(of: number)))
                self.publisher.yield(.look(isForced: false))
                continuation.resume(returning: ConfirmAnswer(generation: number))
            }
        }
    }

    /// The state of an unconfirmed edit that a command sees.
    var unconfirmed: UnconfirmedChange? {
        work.withLock { $0.phase == .none ? nil : $0.unconfirmed }
    }

    // MARK: - The loop

    /// The edit that was undone while its file stayed; nil: none.
    var mark: RevertedChange? { work.withLock { $0.mark } }

    /// Returns the announced facts of a document; nil: none.
    func announcement(of text: [UInt8]) -> ChangeAnnouncement? {
        let now = ContinuousClock.now
        let announced = work.withLock { work in
            work.announced.removeAll { now - $0.time > Self.announcementLimits.time }
            return work.announced.map(\.edit)
        }
        // A digest takes a while for large documents.
        guard !announced.isEmpty else { return nil }
        let digest = Digest(of: text)
        return announced.last { $0.digest == digest }
    }

    /// Whether a document was replicated from another node, which has judged it.
    func isReplicated(_ text: [UInt8]) -> Bool { replicatedFrom(Digest(of: text)) != nil }

    /// The phase of the edit that awaits its confirmation, if this is its text.
    func phase(of text: [UInt8]) -> ChangePhase {
        work.withLock { work in
            if work.phase == .confirming { return .confirming }
            if let refused = work.refused, refused.text == text { return .refused(refused.failure) }
            return work.unconfirmed?.isOf(text) == true ? work.phase : .none
        }
    }

    /// Stores the way back from an edit; the loop is woken when it is on disk.
    func begin(_ change: UnconfirmedChange) {
        work.withLock { work in
            if work.phase == .inForce || work.phase == .stored { work.former = work.unconfirmed }
            work.unconfirmed = change
            work.phase = .storing
        }
        queue.async {
            var failure: HostFailure?
            do throws(HostFailure) { try self.store.save(change) } catch { failure = error }
            let timed = self.work.withLock { work -> UnconfirmedChange? in
                guard work.unconfirmed == change, work.phase == .storing else { return nil }
                let former = work.former
                work.former = nil
                guard let failure else {
                    work.phase = .stored
                    return change
                }
                work.refused = (Array(change.text.utf8), failure)
                work.unconfirmed = former
                work.phase = former == nil ? .none : .inForce
                return former
            }
            if let timed { self.schedule(timed) }
            self.publisher.yield(.look(isForced: false))
        }
    }

    /// Forgets an edit whose way back could not be stored, so that another attempt can follow.
    func forgetRefused() {
        work.withLock { $0.refused = nil }
    }

    /// Records that the edit is in force now.
    func noteInForce() {
        let deadline = work.withLock { work -> Int64? in
            guard work.phase == .stored else { return nil }
            work.phase = .inForce
            return work.unconfirmed?.deadline
        }
        guard let deadline else { return }
        publisher.yield(
            .event(
                .accepted,
                "unconfirmed: undone at \(timestamp(deadline)) without \"ballast confirm\""))
    }

    /// Ends the wait for a confirmation, because the file has returned to what was confirmed.
    func cancel() {
        let isAwaited = work.withLock { work in
            guard work.phase != .none, work.phase != .confirmed else { return false }
            work.unconfirmed = nil
            work.phase = .none
            return true
        }
        guard isAwaited else { return }
        queue.async {
            self.removeStored()
            self.settle(isConfirmed: false)
        }
    }

    /// Forgets the edit that was undone, because another document is in force from the file.
    func clearMark() {
        let hadOne = work.withLock { work in
            defer { work.mark = nil }
            return work.mark != nil
        }
        if hadOne { queue.async { unlink(self.marks.path) } }
    }

    /// Whether the edit in force was confirmed since the last call.
    func takeConfirmed() -> Bool {
        work.withLock { work in
            guard work.phase == .confirmed else { return false }
            work.unconfirmed = nil
            work.phase = .none
            work.recorded?.isUnconfirmed = false
            return true
        }
    }

    /// Returns the edit whose time is over, once; the caller puts the earlier document in force.
    func takeExpired() -> UnconfirmedChange? {
        guard work.withLock({ $0.phase == .expired }) else { return nil }
        let signature = FileSignature.of(document)
        let found = work.withLock { work -> (UnconfirmedChange, RevertedChange)? in
            guard work.phase == .expired, let change = work.unconfirmed else { return nil }
            let mark = RevertedChange(change, signature)
            work.unconfirmed = nil
            work.phase = .none
            work.mark = mark
            work.recorded = nil
            work.unwritten = nil
            work.current = nil
            return (change, mark)
        }
        guard let (change, mark) = found else { return nil }
        queue.async { self.undo(change, mark) }
        return change
    }

    /// Writes the earlier document back, if Ballast has written the file, or marks the file.
    private func undo(_ change: UnconfirmedChange, _ mark: RevertedChange) {
        var isWritten = false
        if change.isOwn {
            do {
                try DocumentFile(path: change.path).replace(
                    expecting: Array(change.text.utf8), with: Array(change.earlier.utf8))
                isWritten = true
            } catch {
                publisher.yield(.event(.failed, "the document stays as it is: \(error)"))
            }
        }
        do throws(HostFailure) {
            if !isWritten { try marks.save(mark) }
            removeStored()
        } catch {
            // The stored edit stays, and a restart undoes it again.
            publisher.yield(.event(.failed, "\(error)"))
        }
        settle(isConfirmed: false)
        let current = history.current
        work.withLock { $0.current = current }
        if isWritten { publisher.yield(.look(isForced: false)) }
    }

    /// Removes the stored edit.
    private func removeStored() {
        unlink(store.path)
        let directory = open(PathName.directory(of: store.path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        close(directory)
    }

    private func settle(isConfirmed: Bool) {
        do throws(HostFailure) {
            try history.settle(isConfirmed: isConfirmed)
        } catch {
            work.withLock { $0.failure = error }
        }
    }

    /// Undoes an edit at the end of its time.
    private func schedule(_ change: UnconfirmedChange) {
        Task {
            while case let rest = change.remaining, rest > 0 {
                // Not cancelled: the program ends with the task.
                try? await Task.sleep(for: .milliseconds(rest))
            }
            let isOver = work.withLock { work in
                guard work.unconfirmed == change,
                    work.phase == .inForce || work.phase == .stored
                else { return false }
                work.phase = .expired
                return true
            }
            if isOver { publisher.yield(.look(isForced: false)) }
        }
    }

    // MARK: - History

    /// Adds a document that is in force now to the history.
    func record(_ text: [UInt8], isUnconfirmed: Bool) {
        // A file is read again while its last change is recent.
        let isKnown = work.withLock { work in
            work.recorded.map { $0 == (text, isUnconfirmed) } ?? false
        }
        guard !isKnown else { return }
        let announcement = announcement(of: text)
        work.withLock { work in
            work.recorded = (text, isUnconfirmed)
            work.announced.removeAll { $0.edit == announcement }
            work.unwritten = Unwritten(
                text: text, announcement: announcement, isUnconfirmed: isUnconfirmed)
            work.current = nil
            work.result = nil
        }
        queue.async { self.write() }
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
            ?? replicatedFrom(Digest(of: next.text)).map { ChangeAuthor(.replication, host: $0) }
            ?? ChangeAuthor(.run)
        do throws(HostFailure) {
            let generation = try history.add(
                next.text, of: document, by: author, message: next.announcement?.message,
                isUnconfirmed: next.isUnconfirmed, at: wallClock()
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
            if isNew { publisher.yield(.event(.failed, "history: \(error)")) }
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
            try history.update(changed)
        } catch {
            work.withLock { $0.failure = error }
        }
    }

    /// Adds the history and the unconfirmed edit to a status.
    func complete(_ status: inout Status) {
        let (current, change, phase, failure) = work.withLock {
            ($0.current, $0.unconfirmed, $0.phase, $0.failure)
        }
        status.document.number = current?.number
        if let failure { status.health.reasons.append("history: \(failure)") }
        guard let change, phase == .inForce else { return }
        status.document.deadline = change.deadline
        status.health.reasons.append(
            "the edit is undone at \(timestamp(change.deadline)) without \"ballast confirm\"")
    }

    private static func name(of number: Int?) -> String {
        number.map { "generation \($0)" } ?? "the document in force"
    }
}
