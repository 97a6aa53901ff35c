/// A generation of the configuration: its files, its author and its history.
public struct Manifest: Sendable, Hashable {
    /// The name of the cluster; empty: the document has none.
    public let cluster: String
    /// The node that made the generation.
    public let author: String
    /// The history, this generation included.
    public let vector: VersionVector
    /// The time at which it was made, for people only.
    ///
    /// **Unit:** seconds since 1970.
    public let written: Int64
    /// The version of the program that made it.
    public let program: String
    /// The document.
    public let document: Entry
    /// The other files.
    ///
    /// **Shape:** at most ``ManifestLimits/files``, ascending by the bytes of their paths, unique.
    public let files: [Entry]

    /// The version of the encoded form.
    public static let format = 1

    /// Creates a generation; the files are sorted.
    public init(
        cluster: String, author: String, vector: VersionVector, written: Int64, program: String,
        document: Entry, files: [Entry]
    ) {
        self.cluster = cluster
        self.author = author
        self.vector = vector
        self.written = written
        self.program = program
        self.document = document
        self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The document and all files.
    public var entries: [Entry] { [document] + files }

    /// The number of the generation, for people: the sum of its history.
    public var number: UInt64 { vector.total }
}
