import Model

extension Accounts {
    /// Writes the request of a known client into the audit log; of each client's at most
    /// ``AuthorPaces/changes`` a minute, and ten refused ones.
    ///
    /// A request does not depend on the log, which keeps a failure for the status.
    func recordRequest(_ entry: AuditEntry) async {
        await notePaced(entry)
    }

    /// Writes an entry of a known author, if the author's pace allows it.
    func notePaced(_ entry: AuditEntry, isSession: Bool = false) async {
        guard let earlier = paces.admit(entry, isSession: isSession, at: settings.boot()) else {
            return
        }
        await note(
            AuditEntry(
                entry.who, entry.what, why: entry.why, result: entry.result, omitted: earlier,
                at: entry.time))
    }
}
