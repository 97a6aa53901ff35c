import Model

/// The storage of the ledger.
public protocol LedgerStore {
    /// Whether the saved ledger is no longer there, because something has removed it.
    var isRemoved: Bool { get }

    /// The objects that may be lost, because a damaged ledger was set aside since the boot; nil:
    /// none are, or an operator has removed the damaged file.
    var loss: HostFailure? { get }

    /// Returns the last saved ledger; empty: there is none, or it is from another boot.
    ///
    /// **Errors:** `HostFailure` if it can't be read. The caller retries: a damaged ledger is moved
    /// away first.
    mutating func load() throws -> Ledger

    /// Replaces the ledger on disk atomically, and returns after it is durable.
    ///
    /// A ledger that was not read yet is merged, not replaced.
    ///
    /// **Errors:** `HostFailure`; the old ledger is unchanged.
    mutating func save(_ ledger: Ledger) throws
}

extension LedgerStore {
    /// Default: nothing removes it.
    public var isRemoved: Bool { false }

    /// Default: nothing is lost.
    public var loss: HostFailure? { nil }
}
