/// The document in force, and the one that was rejected.
public struct DocumentStatus: Sendable, Codable, Hashable {
    /// The file.
    public var path: String
    /// The number of documents that were accepted since the start of the controller; 0: none yet.
    public var generation: Int
    /// The number of the one in force in the history; nil: it is not in the history yet.
    public var number: Int?
    /// When the one in force is undone unless it is confirmed.
    ///
    /// **Unit:** milliseconds since 1970; nil: it needs no confirmation.
    public var deadline: Int64?
    /// The edit in the file that waits for its change window; nil: none.
    public var pending: PendingEdit?
    /// The edit of which one service is in force first; nil: none.
    public var canary: CanaryStatus?
    /// When the one in force was accepted.
    ///
    /// **Unit:** milliseconds since 1970; nil: none yet.
    public var accepted: Int64?
    /// When the one in force was accepted, where it is the one that an earlier run kept because the
    /// file was of no use at the start; nil: the one in force was read from the file.
    ///
    /// **Unit:** milliseconds since 1970.
    public var kept: Int64?
    /// What is wrong with the file as it is now; empty: the file is the document in force.
    public var rejected: [Diagnostic]
    /// Warnings about the document in force.
    public var warnings: [Diagnostic]

    /// This document.
    public init(
        path: String, generation: Int = 0, accepted: Int64? = nil, kept: Int64? = nil,
        rejected: [Diagnostic] = [],
        warnings: [Diagnostic] = []
    ) {
        self.path = path
        self.generation = generation
        self.accepted = accepted
        self.kept = kept
        self.rejected = rejected
        self.warnings = warnings
    }
}
