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

    /// Receives the result of a pass with the document in force.
    ///
    /// - Parameters:
    ///   - steps: the number of steps that were applied.
    ///   - failed: the number of steps that have failed and will be retried.
    mutating func note(steps: Int, failed: Int)

    /// Whether ``note(lacking:)`` is wanted after the next pass.
    var awaitsApplication: Bool { get }

    /// Receives the parts of the document in force that the host lacks after a pass.
    mutating func note(lacking: [String])

    /// The failure to store the document in force for a restart; nil: none.
    var keepingFailure: HostFailure? { get }

    /// The failures of files that the document in force names.
    var fileFailures: [HostFailure] { get }
}

extension DocumentSource {
    /// Returns no document.
    public func kept() -> KeptSpec { .none }

    /// Ignores the result.
    public mutating func note(steps: Int, failed: Int) {}

    /// Returns false.
    public var awaitsApplication: Bool { false }

    /// Ignores the parts.
    public mutating func note(lacking: [String]) {}

    /// Returns no failure.
    public var keepingFailure: HostFailure? { nil }

    /// Returns no failures.
    public var fileFailures: [HostFailure] { [] }
}
