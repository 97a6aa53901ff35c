import Model

/// The source of the document.
public protocol DocumentSource {
    /// The document's name for status and diagnostics.
    var path: String { get }

    /// Returns the current document. Cheap if it is unchanged since the last call.
    ///
    /// - Parameter force: whether to read it even if it looks unchanged.
    mutating func load(force: Bool) -> LoadedDocument

    /// Returns the last accepted document, for a start with an unusable file.
    mutating func kept() -> KeptSpec

    /// The failure to store the document in force for a restart; nil: none.
    var keepingFailure: HostFailure? { get }

    /// The failures of files that the document in force names.
    var fileFailures: [HostFailure] { get }
}

extension DocumentSource {
    /// Returns no document.
    public func kept() -> KeptSpec { .none }

    /// Returns no failure.
    public var keepingFailure: HostFailure? { nil }

    /// Returns no failures.
    public var fileFailures: [HostFailure] { [] }
}

/// The stored document of earlier runs.
public enum KeptSpec: Sendable {
    /// No document is stored.
    case none
    /// A valid document, with its warnings.
    ///
    /// - Parameter accepted: the time of its acceptance, in milliseconds since 1970.
    case good(Spec, warnings: [Diagnostic], accepted: Int64)
    /// An unusable document, with the reason.
    case useless(HostFailure)
}

/// The result of reading the document.
public enum LoadedDocument: Sendable {
    /// It is unchanged since the last call.
    case unchanged
    /// A valid document, with its warnings.
    case good(Spec, warnings: [Diagnostic])
    /// The document in force with new secrets from its files.
    ///
    /// - Parameters:
    ///   - secrets: all secrets in files.
    ///   - changed: the files with a new secret, as the document names them.
    case renewed(Spec, secrets: [Secret.File: String], changed: [String])
    /// An invalid or unreadable document, with its diagnostics.
    case bad([Diagnostic])
}
