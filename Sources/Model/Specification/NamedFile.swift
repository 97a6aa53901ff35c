/// A file that a document names.
public struct NamedFile: Sendable, Hashable {
    /// The use of a file.
    public enum Use: Sendable, Hashable, CaseIterable {
        /// Certificates, revocation lists and pages.
        case contents
        /// A secret in its first line, or a private key.
        case secret
        /// A program that Ballast runs.
        case program
        /// A path in a raw line or in the arguments of a script, which may be anything.
        case raw
    }

    /// The position in the document.
    public var place: DocumentPath
    /// The path as in the document: absolute, or relative to the document's directory.
    public var name: String
    /// The use.
    public var use: Use

    /// Creates a file of this place.
    public init(_ name: String, at place: DocumentPath, use: Use = .contents) {
        self.name = name
        self.place = place
        self.use = use
    }
}
