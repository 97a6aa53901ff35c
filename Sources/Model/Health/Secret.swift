/// A password or a shared secret, which is never printed or encoded.
///
/// The document contains the secret itself, or names its file.
public struct Secret: Sendable, Hashable {
    /// The secret itself; nil: it is in ``file``, which was not read or cannot be used.
    public var text: String?
    /// The file whose first line is the secret; nil: the document has the secret.
    public var file: File?

    /// A file with a secret.
    public struct File: Sendable, Hashable, Codable {
        /// The path in the document: absolute, or relative to the document's directory.
        public var path: String
        /// Maximum number of bytes of the secret.
        public var limit: Int
        /// The form of the secret; nil: any text.
        public var form: Form?

        /// A form of a secret.
        public enum Form: String, Sendable, Hashable, Codable {
            /// A key of the election.
            case electionKey
        }

        /// Creates a reference to the file at this path.
        public init(path: String, limit: Int, form: Form? = nil) {
            self.path = path
            self.limit = limit
            self.form = form
        }
    }

    /// Creates a secret from the document.
    public init(_ text: String) {
        self.text = text
    }

    /// Creates a secret in a file that was not read yet.
    public init(in file: File) {
        self.file = file
    }
}

extension Secret: Codable {
    private enum CodingKeys: CodingKey {
        case file
    }

    /// Decodes the secret without its text.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        file = try values.decodeIfPresent(File.self, forKey: .file)
    }

    /// Encodes the file only: the encoded form may be printed or stored.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(file, forKey: .file)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A placeholder for the secret.
    public var description: String { "(secret)" }
    /// A placeholder for the secret.
    public var debugDescription: String { description }
    /// Empty, to hide the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
