import Model

/// Where the ledger is kept.
public protocol LedgerStore {
    /// The ledger as it was saved last; empty when there is none or it is from another boot.
    ///
    /// **Errors:** `HostFailure` when there is one that can't be read. It is asked again: one that
    /// makes no sense is out of the way by then.
    mutating func load() throws -> Ledger

    /// Replaces the ledger on disk, all or nothing, and returns when it is safe there.
    ///
    /// One that could not be read yet is not replaced: what it says is added.
    ///
    /// **Errors:** `HostFailure`; the old one stays.
    mutating func save(_ ledger: Ledger) throws
}
