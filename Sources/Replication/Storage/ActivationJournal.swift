import Model

/// An activation that has begun: `activating.json`.
struct ActivationJournal: Sendable, Hashable, Codable {
    /// A phase of an activation.
    enum Phase: String, Sendable, Hashable, Codable {
        /// Only temporary files were written; a crash undoes it.
        case preparing
        /// Files are being replaced; a crash completes it.
        case committed
    }

    /// The phase.
    var phase: Phase
    /// The record after the activation.
    var record: GenerationRecord
    /// The digests of files that may be replaced or removed, by path.
    var expected: [String: Set<Digest>]
    /// The temporary files beside their targets, by path.
    var temporaries: [String: String]
    /// The suffix of copies of files that are not expected.
    var suffix: String
}
