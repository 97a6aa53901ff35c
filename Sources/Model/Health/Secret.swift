/// A password or a shared secret: kept out of everything that is printed or encoded.
///
/// The document has the secret itself, or names a file that has it.
public struct Secret: Sendable, Hashable {
    /// The secret itself; nil: it is in ``file``, which was not read or is of no use.
    public var text: String?
    /// The file whose first line the secret is; nil: the document has the secret.
    public var file: File?

    /// A file with a secret.
    public struct File: Sendable, Hashable, Codable {
        /// The path as the document has it: absolute, or beside the document.
        public var path: String
        /// The most bytes that the secret may have.
        public var limit: Int

        /// The file at this path.
        public init(path: String, limit: Int) {
            self.path = path
            self.limit = limit
        }
    }

    /// A secret that the document has.
    public init(_ text: String) {
        self.text = text
    }

    /// A secret in a file that was not read yet.
    public init(in file: File) {
        self.file = file
    }
}

extension Secret: Codable {
    private enum CodingKeys: CodingKey {
        case file
    }

    /// The secret without its text.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        file = try values.decodeIfPresent(File.self, forKey: .file)
    }

    /// Encodes the file alone: the encoded form may be printed or kept.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(file, forKey: .file)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Not the secret.
    public var description: String { "(secret)" }
    /// Not the secret either.
    public var debugDescription: String { description }
    /// Nothing of it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
