import Model

/// The ledger, and whether it agrees with its copy on disk.
struct OwnedLedger: Sendable {
    /// Everything that Ballast owns on this host.
    private(set) var ledger = Ledger()
    /// Whether the ledger of earlier runs is part of it.
    private(set) var isRead = false
    /// Why the last save failed; nil: it did not.
    private(set) var unsaved: HostFailure?
    /// Why the ledger of earlier runs could not be read, the last time that it could not.
    private var unread: HostFailure?

    /// The failures of the present: the ledger could not be saved, or not be read.
    var failures: [HostFailure] { [unsaved, isRead ? nil : unread].compactMap(\.self) }

    /// Reads the ledger of earlier runs.
    ///
    /// Until that succeeds the document alone decides what is ours, and each pass tries again.
    ///
    /// **Shape:** a new failure as an event.
    mutating func load(from store: inout any LedgerStore) -> EventDraft? {
        do {
            ledger = ledger.joined(with: try store.load())
            isRead = true
            return nil
        } catch {
            let failure =
                error as? HostFailure ?? HostFailure(operation: "read", reason: "\(error)")
            defer { unread = failure }
            return failure == unread ? nil : EventDraft(.failed, "\(failure)")
        }
    }

    /// Uses the ledger that a pass has left.
    ///
    /// **Shape:** a new failure to save it as an event.
    mutating func update(from pass: Pass) -> EventDraft? {
        ledger = pass.ledger
        defer { unsaved = pass.ledgerFailure }
        guard let failure = pass.ledgerFailure, failure != unsaved else { return nil }
        return EventDraft(.failed, failure.description)
    }
}
