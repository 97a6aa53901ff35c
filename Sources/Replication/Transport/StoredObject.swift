/// A file that peers may fetch.
public struct StoredObject: Sendable, Hashable {
    /// The path of the file.
    public let path: String
    /// The number of bytes.
    public let size: Int

    /// Creates a reference to a file.
    public init(path: String, size: Int) {
        self.path = path
        self.size = size
    }
}
