import Dispatch
import Document
import Files
import Glibc
import Model
import Planning
import Replication
import Synchronization

/// Keeps the way back from unconfirmed edits of the document of `ballast run`, and its history.
///
/// Files are written on a separate thread, in order, because a disk can be slow and the loop must
/// not wait.
final class ChangeKeeper: Sendable {
    /// News for the loop, in order.
    let news: AsyncStream<ChangeNews>
    let publisher: AsyncStream<ChangeNews>.Continuation
    let document: String
    let history: DocumentHistory
    let store: JSONStore<UnconfirmedChange>
    let confirmed: JSONStore<UnconfirmedChange>
    let marks: JSONStore<RevertedChange>
    let announcements: JSONStore<AnnouncedChanges.Stored>
    let restoration: Restoration
    let keeper: DocumentKeeper
    private let origin: ReplicatedOrigin
    /// The wall clock of change windows, in milliseconds since 1970.
    let clock: @Sendable () -> Int64
    let queue: DispatchQueue
    let work = Mutex(Work())

    struct Work {
        /// The announced edits.
        var announced = AnnouncedChanges()
        /// The edit that awaits its confirmation, without its time of application; nil: none.
        var unconfirmed: UnconfirmedChange?
        /// The time at which the host had all of it; nil: it has not.
        var applied: Moment?
        /// The parts of it that the host lacked after the last pass.
        var lacking: [String] = []
        /// The reason that this version rejects the way back; nil: it does not.
        var rejection: String?
        /// Whether the file of an edit stays, because it could not be undone completely.
        var isLeft = false
        /// Whether an earlier controller has stored it, and it is not in force since.
        var isResumed = false
        /// The failure to read the stored edit, without a document before it, and the text that is
        /// in force whole; nil: there was none.
        var loss: (failure: HostFailure, text: [UInt8])?
        /// The edit before it, until the way back from it is on disk; nil: none.
        var former: UnconfirmedChange?
        var phase = ChangePhase.none
        /// The edit whose way back could not be stored; nil: none.
        var refused: (text: [UInt8], failure: HostFailure)?
        /// The edit that was undone while its file stayed; nil: none.
        var mark: RevertedChange?
        /// The time at which the loop looks at an edit that waits; nil: none waits.
        var opening: Int64?
        /// The readings for a canary; nil: there are none.
        var survey: Survey?
        /// The judgement of the canary in force, and the servers that are judged.
        var trial: CanaryTrial?
        var jury: CanaryJury?
        /// The begin of the canary that is judged; nil: none is.
        var judged: Int64?
        /// The reasons for which the next step of the canary waits.
        var waiting: [String] = []
        /// Whether the next step of the canary, or its end, is being stored.
        var isTurning = false
        /// The failure to store the next step; nil: none.
        var stepFailure: HostFailure?
        /// Whether there is a record of a confirmed edit, whose text could not be stored.
        var isClaimed = false
        /// Whether this controller looks at a restore, and the failure to complete it.
        var isRestoring = false
        var restoreFailure: HostFailure?
    }

    /// Creates the keeper of a document, and reads the files of an earlier controller.
    ///
    /// - Parameters:
    ///   - keeper: stores the confirmed document.
    ///   - origin: the origin of replicated documents.
    ///   - clock: the wall clock of change windows, in milliseconds since 1970.
    init(
        state: String, document: String, keeper: DocumentKeeper,
        origin: ReplicatedOrigin = .none, clock: @escaping @Sendable () -> Int64 = wallClock
    ) {
        (news, publisher) = AsyncStream.makeStream(of: ChangeNews.self)
        self.document = document
        self.keeper = keeper
        self.origin = origin
        self.clock = clock
        let queue = DispatchQueue(label: "ballast.changes")
        self.queue = queue
        history = DocumentHistory(
            GenerationStore(state: state), of: document, origin, on: queue
        ) { [publisher] in publisher.yield(.event(.failed, "history: \($0)")) }
        store = UnconfirmedChange.store(in: state)
        confirmed = UnconfirmedChange.confirmed(in: state)
        marks = RevertedChange.store(in: state)
        announcements = AnnouncedChanges.Stored.store(in: state)
        restoration = Restoration(state: state)
        loadAnnounced()
        load()
    }

    /// Waits until every file is written, or has failed.
    func finish() {
        history.finish()
    }

    /// The state of an unconfirmed edit that a command sees.
    var unconfirmed: UnconfirmedChange? {
        work.withLock { $0.phase == .none ? nil : $0.unconfirmed }
    }

    /// The unconfirmed edit in force; nil: none.
    var inForce: UnconfirmedChange? {
        work.withLock { $0.phase == .inForce ? $0.unconfirmed : nil }
    }

    // MARK: - The loop

    /// The edit that was undone while its file stayed; nil: none.
    var mark: RevertedChange? { work.withLock { $0.mark } }

    /// Whether a document was replicated from another node, which has judged it.
    func isReplicated(_ text: [UInt8]) -> Bool { sender(of: text) != nil }

    /// The node that has sent a text; nil: this one made it, or that is unknown.
    func sender(of text: [UInt8]) -> String? { origin.author(Digest.remembered(of: text)) }

    /// Whether the files of another node's document are being replaced.
    var isActivating: Bool { origin.isActivating() }

    /// The phase of the edit that awaits its confirmation, if this is its text.
    func phase(of text: [UInt8]) -> ChangePhase {
        work.withLock { work in
            if work.phase == .confirming { return .confirming }
            if let refused = work.refused, refused.text == text { return .refused(refused.failure) }
            return work.unconfirmed?.isOf(text) == true ? work.phase : .none
        }
    }

    /// Stores the way back from an edit; the loop is woken when it is on disk.
    ///
    /// - Parameter keepsProof: whether the edit before it admits the same administrators, so that
    ///   its application still counts.
    func begin(_ change: UnconfirmedChange, keepsProof: Bool = false) {
        let applied = work.withLock { work in
            if work.phase == .inForce || work.phase == .stored {
                work.former = work.unconfirmed?.with(applied: work.applied)
            }
            work.isResumed = false
            if work.former == nil { work.rejection = nil }
            if !keepsProof || work.former == nil { work.applied = nil }
            work.unconfirmed = change
            work.phase = .storing
            work.lacking = []
            return work.applied
        }
        if let run = change.canary, run.trial == nil { return measure(change, run) }
        keep(change, applied: applied)
    }

    /// Stores the way back from an edit.
    func keep(_ change: UnconfirmedChange, applied: Moment?) {
        queue.async {
            var failure: HostFailure?
            do throws(HostFailure) { try self.store.save(change.with(applied: applied)) } catch {
                failure = error
            }
            let timed = self.work.withLock { work -> UnconfirmedChange? in
                guard work.unconfirmed == change, work.phase == .storing else { return nil }
                let former = work.former
                work.former = nil
                guard let failure else {
                    if let former, former.earlier != change.earlier {
                        self.keeper.keep(
                            KeptDocument(
                                // Not later than the edit, which is undone after a restart too.
                                path: change.path, accepted: change.begun - 1,
                                bytes: Array(change.earlier.utf8)))
                    }
                    work.phase = .stored
                    work.isLeft = false
                    return change
                }
                work.refused = (Array(change.text.utf8), failure)
                work.unconfirmed = former?.with(applied: nil)
                work.applied = former?.proven
                work.phase = former == nil ? .none : .inForce
                return work.unconfirmed
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
        let change = work.withLock { work -> UnconfirmedChange? in
            guard work.phase == .stored else { return nil }
            work.phase = .inForce
            // A step of which a part passed without the edit would judge nothing.
            if work.isResumed, let change = work.unconfirmed, let run = change.canary {
                work.unconfirmed = change.with(canary: run)
            }
            work.isResumed = false
            return work.unconfirmed
        }
        guard let change, change.canary == nil else { return }
        let deadline = change.deadline
        publisher.yield(
            .event(
                .accepted,
                (change.passed.map { "\($0); " } ?? "") + "unconfirmed: undone at "
                    + "\(timestamp(deadline)) without \"ballast confirm\""))
    }

    /// Ends the wait for a confirmation: the file has the confirmed document again.
    ///
    /// - Parameter reason: the end of a canary in words.
    func cancel(canary reason: String = "the document has another edit") {
        let (isAwaited, canary) = work.withLock { work -> (Bool, CanaryRun?) in
            guard work.phase != .none, work.phase != .confirmed else { return (false, nil) }
            let canary = work.unconfirmed?.canary
            work.unconfirmed = nil
            work.phase = .none
            work.judged = nil
            return (true, canary)
        }
        guard isAwaited else { return }
        if let canary {
            publisher.yield(.event(.reverted, canary.endWords(reason)))
        }
        queue.async {
            UnconfirmedChange.remove(self.store.path)
            _ = self.history.settle(
                isConfirmed: false, canary: canary.map { _ in "canary taken back: \(reason)" })
        }
    }

    /// Whether the edit in force was confirmed since the last call.
    func takeConfirmed() -> Bool {
        work.withLock { work in
            guard work.phase == .confirmed else { return false }
            work.judged = nil
            work.unconfirmed = nil
            work.phase = .none
            return true
        }
    }

    /// Undoes an edit at the end of its time.
    func schedule(_ change: UnconfirmedChange) {
        // The end of a canary's step is judged.
        guard change.canary == nil else { return }
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
}
