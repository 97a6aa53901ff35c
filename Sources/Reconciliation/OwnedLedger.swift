import Model

/// The ledger, with the failures to read or save it.
struct OwnedLedger: Sendable {
    /// The objects on this host that Ballast owns.
    private(set) var ledger = Ledger()
    /// Whether it includes the ledger of earlier runs.
    private(set) var isRead = false
    /// The failure of the last save; nil: none.
    private(set) var unsaved: HostFailure?
    /// The last failure to read the ledger of earlier runs; nil: none.
    private var unread: HostFailure?
    /// The loss of objects with a damaged ledger; nil: none.
    private var loss: HostFailure?

    /// The current failures to save or read the ledger.
    var failures: [HostFailure] { [unsaved, isRead ? nil : unread, loss].compactMap(\.self) }

    /// Reads the ledger of earlier runs.
    ///
    /// After a failure only objects of the document count as ours, and each pass reads the ledger
    /// again.
    ///
    /// **Shape:** the event of a new failure; nil: none.
    mutating func load(from store: inout any LedgerStore) -> EventDraft? {
        do {
            ledger = ledger.joined(with: try store.load())
            isRead = true
            loss = store.loss
            return nil
        } catch {
            let failure =
                error as? HostFailure ?? HostFailure(operation: "read", reason: "\(error)")
            defer { unread = failure }
            return failure == unread ? nil : EventDraft(.failed, "\(failure)")
        }
    }

    /// Replaces the ledger by the one of a pass.
    ///
    /// **Shape:** the event of a new failure to save it; nil: none.
    mutating func update(from pass: Pass, in store: any LedgerStore) -> EventDraft? {
        ledger = pass.ledger
        if loss != nil { loss = store.loss }
        defer { unsaved = pass.ledgerFailure }
        guard let failure = pass.ledgerFailure, failure != unsaved else { return nil }
        return EventDraft(.failed, failure.description)
    }
}
