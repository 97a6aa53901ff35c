/// The file of the document.
public struct PageText: Sendable, Hashable {
    /// The path.
    public let path: String
    /// The contents.
    public let bytes: [UInt8]
    /// The SHA-256 of the file as it is, hexadecimal; that of the file before an edit.
    public let digest: String
    /// Sentences about the place where the document is better edited.
    public let notes: [String]

    /// Creates a file.
    public init(path: String, bytes: [UInt8], digest: String, notes: [String] = []) {
        self.path = path
        self.bytes = bytes
        self.digest = digest
        self.notes = notes
    }
}
