import Model

/// Where the document comes from.
public protocol DocumentSource {
    /// The document's name for status and diagnostics.
    var path: String { get }

    /// What there is now. Cheap when nothing has changed since the last call.
    ///
    /// - Parameter force: read it even if it looks unchanged.
    mutating func load(force: Bool) -> LoadedDocument

    /// The document that was accepted last, for a start at which the file is of no use.
    mutating func kept() -> KeptSpec

    /// Why the document in force is not kept for another start; nil: it is.
    var keepingFailure: HostFailure? { get }

    /// Why files of the document in force are of no use, or are not as they are used.
    var fileFailures: [HostFailure] { get }
}

extension DocumentSource {
    /// Nothing is kept.
    public func kept() -> KeptSpec { .none }

    /// Nothing is to be kept.
    public var keepingFailure: HostFailure? { nil }

    /// The document names no files.
    public var fileFailures: [HostFailure] { [] }
}

/// What a document source has kept of earlier runs.
public enum KeptSpec: Sendable {
    /// Nothing.
    case none
    /// A good document, with its warnings.
    ///
    /// - Parameter accepted: when it was accepted, in milliseconds since 1970.
    case good(Spec, warnings: [Diagnostic], accepted: Int64)
    /// One that is of no use, and why.
    case useless(HostFailure)
}

/// What a document source found.
public enum LoadedDocument: Sendable {
    /// The same as at the last call.
    case unchanged
    /// A good document, with its warnings.
    case good(Spec, warnings: [Diagnostic])
    /// The document in force with other secrets, which its files have now.
    ///
    /// - Parameters:
    ///   - secrets: all secrets in files.
    ///   - changed: the files that have another one, as the document names them.
    case renewed(Spec, secrets: [Secret.File: String], changed: [String])
    /// A bad one, or none that can be read, and why.
    case bad([Diagnostic])
}
