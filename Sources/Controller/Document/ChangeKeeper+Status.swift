import Model
import Synchronization

extension ChangeKeeper {
    /// Adds the history and the unconfirmed edit to a status.
    func complete(_ status: inout Status) {
        let (held, loss) = work.withLock { work in
            (work.isResumed && work.phase == .stored ? work.unconfirmed?.canary : nil, work.loss)
        }
        history.complete(&status, isFormer: held != nil)
        if let loss {
            status.health.reasons.append(
                "an unconfirmed edit is in force and can't be undone: \(loss.failure)")
        }
        if let held {
            status.health.reasons.append(
                "the canary of \(held.service) waits at step \(held.step + 1) of "
                    + "\(CanaryRun.steps) for the edited document; the one before it is in force")
        }
        guard let change = inForce else { return }
        if let run = change.canary { return complete(&status, with: run, change) }
        status.document.deadline = change.deadline
        status.health.reasons.append(
            "the edit is undone at \(timestamp(change.deadline)) without \"ballast confirm\"")
        let (lacking, rejection) = work.withLock {
            ($0.applied == nil ? $0.lacking : [], $0.rejection)
        }
        if let first = lacking.first {
            status.health.reasons.append("the edit is not applied completely: \(first)")
        }
        if let rejection {
            status.health.reasons.append(
                "this version rejects the document before the unconfirmed edit: \(rejection)")
        }
    }
}
