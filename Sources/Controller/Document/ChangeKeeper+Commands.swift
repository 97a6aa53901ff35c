import Dispatch
import Files
import Model
import Synchronization

extension ChangeKeeper {
    /// Records the facts of an edit that follows, and has the document read.
    func announce(_ edit: ChangeAnnouncement) {
        work.withLock { $0.announced.add(edit) }
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
                UnconfirmedChange.remove(self.store.path)
                let number = self.history.settle(isConfirmed: true)
                self.work.withLock { $0.phase = .confirmed }
                self.publisher.yield(
                    .event(.accepted, "confirmed: " + Self.name(of: number)))
                self.publisher.yield(.look(isForced: false))
                continuation.resume(returning: ConfirmAnswer(generation: number))
            }
        }
    }

    private static func name(of number: Int?) -> String {
        number.map { "generation \($0)" } ?? "the document in force"
    }
}
