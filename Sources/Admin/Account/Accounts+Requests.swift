import Model

extension Accounts {
    /// Writes the request of a known client into the audit log; of refused ones at most ten a
    /// minute.
    ///
    /// A request does not depend on the log, which keeps a failure for the status.
    func recordRequest(_ entry: AuditEntry) async {
        guard entry.result == .refused else { return await note(entry) }
        guard let earlier = knownRefusals.admit(at: settings.boot()) else { return }
        await note(
            AuditEntry(
                entry.who, entry.what, why: entry.why, result: entry.result, omitted: earlier,
                at: entry.time))
    }
}
