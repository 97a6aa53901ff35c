import Dispatch
import Files
import Glibc
import Model
import Replication
import Synchronization

extension ChangeKeeper {
    /// Records the facts of an edit that follows, and has the document read.
    ///
    /// They are on disk when it returns. An edit that demands a confirmation, or a canary, is
    /// refused otherwise.
    func announce(_ edit: ChangeAnnouncement) async -> AnnouncementAnswer {
        work.withLock { $0.announced.add(edit) }
        if edit.isBinding { retry(edit) }
        let failure = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.storeAnnounced()) }
        }
        if let failure, edit.isBinding {
            work.withLock { $0.announced.remove(edit) }
            return AnnouncementAnswer(failure: "\(failure)")
        }
        forgetLater()
        // An edit that is written already was not in force without these facts.
        if !edit.isOwn { publisher.yield(.look(isForced: true)) }
        return AnnouncementAnswer()
    }

    /// Makes a text that was undone before another attempt.
    private func retry(_ edit: ChangeAnnouncement) {
        let isMarked = work.withLock { work in
            guard let mark = work.mark, Digest(of: Array(mark.text.utf8)) == edit.digest else {
                return false
            }
            work.mark = nil
            return true
        }
        if isMarked { queue.async { unlink(self.marks.path) } }
    }

    /// Reads the edits that commands have announced to an earlier controller.
    func loadAnnounced() {
        do throws(HostFailure) {
            guard
                let stored = try announcements.load(
                    remedy: "edits that were announced count as edits of the file")
            else { return }
            work.withLock { $0.announced.add(stored) }
            forgetLater()
        } catch {
            publisher.yield(.event(.failed, "\(error)"))
        }
    }

    /// Stores the announced edits, and returns a failure; the caller is on the thread of the files.
    @discardableResult
    func storeAnnounced() -> HostFailure? {
        let stored = work.withLock { $0.announced.stored }
        guard !stored.requests.isEmpty else {
            unlink(announcements.path)
            return nil
        }
        do throws(HostFailure) {
            try announcements.save(stored)
            return nil
        } catch {
            return error
        }
    }

    private func forgetLater() {
        Task {
            // Not cancelled: the program ends with the task.
            try? await Task.sleep(for: AnnouncedChanges.patience + .seconds(1))
            queue.async { self.storeAnnounced() }
        }
    }

    /// Confirms the edit in force, and returns when that is on disk.
    ///
    /// An edit that the host does not have yet is refused: nobody could have tried it.
    func confirm(in session: SessionProof) async -> ConfirmAnswer {
        let (change, refusal) = work.withLock { work -> (UnconfirmedChange?, String) in
            if let run = work.unconfirmed?.canary { return (nil, run.refusal) }
            guard let change = work.unconfirmed, change.remaining > 0 else {
                return (nil, ConfirmAnswer.nothing)
            }
            switch work.phase {
            case .none, .refused, .confirming, .confirmed, .expired:
                return (nil, ConfirmAnswer.nothing)
            case .storing, .stored: return (nil, Self.early(change, work.lacking))
            case .inForce: break
            }
            guard let applied = work.applied else { return (nil, Self.early(change, work.lacking)) }
            if let objection = session.objection(since: applied) { return (nil, objection) }
            work.phase = .confirming
            return (change, "")
        }
        guard let change else { return ConfirmAnswer(failure: refusal) }
        return await withCheckedContinuation { continuation in
            queue.async {
                let number = self.settle(change, canary: change.passed)
                self.publisher.yield(
                    .event(.accepted, "confirmed: " + Self.name(of: number)))
                self.publisher.yield(.look(isForced: false))
                continuation.resume(
                    returning: ConfirmAnswer(
                        generation: number, warning: self.warning))
            }
        }
    }

    /// Stores the text of an edit as confirmed, and returns its generation; nil: it is unknown.
    ///
    /// The caller is on the thread of the files.
    ///
    /// - Parameter canary: the end of its canary in words; nil: it had none.
    func settle(_ change: UnconfirmedChange, canary: String? = nil) -> Int? {
        keeper.keep(
            KeptDocument(
                path: change.path, accepted: clock(), bytes: Array(change.text.utf8)))
        keeper.finish()
        if keeper.isStored || !claim() { UnconfirmedChange.remove(store.path) }
        let number = history.settle(isConfirmed: true, canary: canary)
        work.withLock { $0.phase = .confirmed }
        return number
    }

    /// Renames the record of an edit that is confirmed while its text can't be stored, which
    /// needs no room; false: it can't be.
    ///
    /// The caller is on the thread of the files.
    private func claim() -> Bool {
        guard rename(store.path, confirmed.path) == 0 else { return false }
        syncDirectory(PathName.directory(of: store.path))
        work.withLock { $0.isClaimed = true }
        return true
    }

    /// The reason why a confirmation is not stored; nil: it is.
    private var warning: String? {
        guard let failure = keeper.failure else { return nil }
        return work.withLock(\.isClaimed)
            ? "\(failure); the confirmation itself is kept" : failure.description
    }

    /// The refusal of a confirmation before the edit is applied.
    private static func early(_ change: UnconfirmedChange, _ lacking: [String]) -> String {
        let reason = lacking.isEmpty ? "" : ": " + lacking.joined(separator: "; ")
        return "the edit is not applied completely yet\(reason); it is undone at "
            + timestamp(change.deadline)
    }

    private static func name(of number: Int?) -> String {
        number.map { "generation \($0)" } ?? "the document in force"
    }
}
