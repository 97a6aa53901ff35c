import Model

extension ChangeKeeper {
    /// Adds the history and the unconfirmed edit to a status.
    func complete(_ status: inout Status) {
        history.complete(&status)
        guard let change = inForce else { return }
        status.document.deadline = change.deadline
        status.health.reasons.append(
            "the edit is undone at \(timestamp(change.deadline)) without \"ballast confirm\"")
    }
}
