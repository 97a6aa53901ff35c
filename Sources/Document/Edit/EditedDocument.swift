import Model

/// A document after an edit.
public struct EditedDocument: Sendable, Hashable {
    /// The text.
    public var bytes: [UInt8]
    /// Whether a shared list (`servers: *pool`) was written out, so that later changes of the
    /// shared list no longer affect it.
    public var hasListOfItsOwn = false
}
