import Model
import Pages
import Synchronization

extension ChangeKeeper {
    /// The edit that is undone unless it is confirmed; nil: none is, or a canary judges it.
    var confirmation: PageConfirmation? {
        work.withLock { work in
            guard let change = work.unconfirmed, change.canary == nil, change.remaining > 0 else {
                return nil
            }
            switch work.phase {
            case .none, .refused, .confirming, .confirmed, .expired: return nil
            case .storing, .stored:
                return PageConfirmation(
                    deadline: change.deadline, lacking: ["it comes into force next"])
            case .inForce:
                let isLacking = work.applied == nil
                return PageConfirmation(
                    deadline: change.deadline,
                    lacking: isLacking
                        ? (work.lacking.isEmpty ? ["it is being applied"] : work.lacking) : [])
            }
        }
    }

    /// Returns the reason why a session proves nothing about the edit in force; nil: it does, or
    /// the edit is not applied.
    func objection(to session: SessionProof) -> String? {
        work.withLock { $0.applied }.flatMap { session.objection(since: $0) }
    }
}
