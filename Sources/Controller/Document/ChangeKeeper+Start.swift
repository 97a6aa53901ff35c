import Dispatch
import Document
import Files
import Model
import Synchronization

extension ChangeKeeper {
    /// Reads the files of an earlier controller.
    func load() {
        do throws(HostFailure) {
            let mark = try marks.load(remedy: "the edit counts as a new one")
            work.withLock { $0.mark = mark }
        } catch {
            publisher.yield(.event(.failed, "\(error)"))
        }
        loadConfirmed()
        do throws(HostFailure) {
            let remedy = "the document before the edit is in force, if there is one"
            guard let change = try store.load(remedy: remedy) else { return recover(nil) }
            if RealPath(document).isOf(change.path) { resume(change) }
        } catch {
            publisher.yield(.event(.failed, "\(error)"))
            recover(error)
        }
    }

    /// Stores the text of an edit that was confirmed before a crash, while it could not be stored.
    private func loadConfirmed() {
        do throws(HostFailure) {
            guard
                let change = try confirmed.load(remedy: "the document before the edit is in force"),
                RealPath(document).isOf(change.path)
            else { return }
            work.withLock { $0.isClaimed = true }
            // An unreadable copy is reported when it is needed.
            let kept = try? keeper.load(of: document)
            // A later document was confirmed since.
            if let kept, kept.accepted > change.begun || change.isOf(kept.bytes) { return }
            keeper.keep(
                KeptDocument(
                    path: change.path, accepted: clock(), bytes: Array(change.text.utf8)))
            history.confirmBeforeWrites(canary: change.passed)
        } catch {
            publisher.yield(.event(.failed, "\(error)"))
        }
    }

    /// Removes the record of a confirmed edit once its text is stored.
    func forgetConfirmed() {
        guard keeper.isStored else { return }
        let isClaimed = work.withLock { work in
            defer { work.isClaimed = false }
            return work.isClaimed
        }
        if isClaimed { queue.async { UnconfirmedChange.remove(self.confirmed.path) } }
    }

    private func resume(_ change: UnconfirmedChange) {
        // A crash may have happened between the confirmation and the removal of the file.
        // An unreadable copy is reported when it is needed.
        if let kept = try? keeper.load(of: document) {
            let isLater =
                kept.accepted > change.begun && !change.earlier.utf8.elementsEqual(kept.bytes)
            // The file of an edit that was undone could not be removed: a later document is
            // confirmed.
            if change.isOf(kept.bytes) || isLater {
                return UnconfirmedChange.remove(store.path)
            }
        }
        let plain = change.with(applied: nil)
        let resumed = plain.resumed
        work.withLock { work in
            work.unconfirmed = resumed
            work.applied = change.proven
            let isOver = resumed.canary.map { $0.failure != nil } ?? (resumed.remaining <= 0)
            work.phase = isOver ? .expired : .stored
            work.isResumed = true
        }
        schedule(resumed)
        guard resumed != plain else { return }
        do throws(HostFailure) { try store.save(resumed) } catch {
            // The file is as before, so the next start begins the rest of the time again.
            publisher.yield(.event(.failed, "\(error)"))
        }
    }

    /// Undoes the unconfirmed edit of an earlier controller whose record is lost, because the end
    /// of its time and the step of its canary are unknown.
    ///
    /// - Parameter failure: the failure to read the record; nil: it is not there.
    private func recover(_ failure: HostFailure?) {
        // A file that can't be read is reported when the document is read.
        guard let text = try? DocumentFile(path: document).read(regularOnly: true),
            mark.map({ $0.text.utf8.elementsEqual(text) }) != true
        else { return }
        let generation = history.newest(of: text)
        if let generation {
            guard generation.isUnconfirmed else { return }
            // A command has found it damaged.
            guard failure != nil || store.latestDamage.map({ $0 >= generation.time }) == true
            else { return }
        } else if failure == nil {
            return
        }
        // An unreadable copy is reported when it is needed.
        let kept = (try? keeper.load(of: document))?.bytes
        guard kept != text else { return }
        // A first document has no other one before it.
        guard let earlier = kept ?? history.confirmed ?? generation.map({ _ in [] }) else {
            if let failure { work.withLock { $0.loss = (failure, text) } }
            return
        }
        var change = UnconfirmedChange(
            of: document, from: earlier, to: text, isOwn: false, within: .zero)
        change.loss = failure?.reason ?? "it is damaged"
        work.withLock { work in
            work.unconfirmed = change
            work.phase = .expired
        }
    }
}
