/// A file of a configuration.
public struct Entry: Sendable, Hashable {
    /// The path relative to the document's directory; empty for the document itself.
    public let path: String
    /// The permissions.
    ///
    /// **Shape:** one of ``FileMode/all``.
    public let mode: UInt32
    /// **Unit:** bytes.
    public let size: Int
    /// The digest of the contents.
    public let digest: Digest

    /// Creates an entry.
    public init(path: String = "", mode: UInt32, size: Int, digest: Digest) {
        self.path = path
        self.mode = mode
        self.size = size
        self.digest = digest
    }
}
