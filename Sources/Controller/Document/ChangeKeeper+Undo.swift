import Dispatch
import Document
import Files
import Glibc
import Model
import Synchronization

extension ChangeKeeper {
    /// Returns the edit whose time is over, once; the caller puts the earlier document in force.
    func takeExpired() -> UnconfirmedChange? {
        work.withLock { work in
            guard work.phase == .expired, let change = work.unconfirmed else { return nil }
            work.unconfirmed = nil
            work.applied = nil
            work.phase = .none
            work.judged = nil
            return change
        }
    }

    /// Records an edit that is undone now, and returns the mark of its file.
    ///
    /// - Parameter remainder: the part that could not be undone; nil: all of it was.
    func finishUndoing(
        _ change: UnconfirmedChange, _ remainder: RevertedChange.Remainder?
    ) -> RevertedChange {
        let signature = FileSignature.of(document)
        let mark = work.withLock { work in
            var mark = RevertedChange(change, signature)
            // A file that was saved since the edit was undone, which failed, is a new attempt.
            if let former = work.mark, former.isOf(mark) { mark = former }
            mark.remainder = remainder
            work.mark = mark
            work.isLeft = remainder != nil
            return mark
        }
        history.forget()
        queue.async { self.settle(change, mark) }
        return mark
    }

    /// Writes the earlier document back, if Ballast has written the file, or marks the file.
    private func settle(_ change: UnconfirmedChange, _ mark: RevertedChange) {
        // Before the file: its text would be a newer generation, which hides this one.
        _ = history.settle(
            isConfirmed: false,
            canary: change.canary.map { "canary taken back: \($0.failure ?? "")" })
        var isWritten = false
        if change.isOwn, mark.remainder == nil, change.canary?.isReplaced != true {
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
            // After a restart, an edit that could not be undone is undone as far as then possible.
            if mark.remainder == nil { UnconfirmedChange.remove(store.path) }
        } catch {
            // The stored edit stays, and a restart undoes it again.
            publisher.yield(.event(.failed, "\(error)"))
        }
        if isWritten || change.canary?.isReplaced == true {
            publisher.yield(.look(isForced: false))
        }
    }

    /// Forgets the edit that was undone, because another document is in force from the file.
    func clearMark() {
        let (hadOne, wasLeft) = work.withLock { work in
            defer { (work.mark, work.isLeft) = (nil, false) }
            return (work.mark != nil, work.isLeft)
        }
        if hadOne { queue.async { unlink(self.marks.path) } }
        if wasLeft { queue.async { UnconfirmedChange.remove(self.store.path) } }
    }
}
