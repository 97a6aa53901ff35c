import Model

/// Where the document comes from.
public protocol DocumentSource {
    /// The document's name for status and diagnostics.
    var path: String { get }

    /// What there is now. Cheap when nothing has changed since the last call.
    ///
    /// - Parameter force: read it even if it looks unchanged.
    mutating func load(force: Bool) -> LoadedDocument
}

/// What a document source found.
public enum LoadedDocument: Sendable {
    /// The same as at the last call.
    case unchanged
    /// A good document, with its warnings.
    case good(Spec, warnings: [Diagnostic])
    /// A bad one, or none that can be read, and why.
    case bad([Diagnostic])
}
