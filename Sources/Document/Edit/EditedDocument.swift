import Model

/// A document after an edit.
public struct EditedDocument: Sendable, Hashable {
    /// The text.
    public var bytes: [UInt8]
    /// The services and proxies whose shared list (`servers: *pool`) was written out, so that later
    /// changes of the shared list no longer affect them.
    public var ownLists: [String] = []
}
