/// The state of a node in relation to a generation: the body of `POST /v1/report`.
public struct PeerReport: Sendable, Hashable, Codable {
    /// A state.
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// The generation is in force there.
        case current
        /// An earlier one is in force there.
        case behind
        /// The node has refused it.
        case refused
        /// The node has another configuration that is neither older nor newer.
        case conflict
    }

    /// The generation to which the state relates.
    public var generation: Digest
    /// The state.
    public var state: State
    /// The reason of a refusal, a sentence.
    public var refusal: String?
    /// The paths of the files that differ.
    ///
    /// **Shape:** at most ``fileLimit``; the document is the empty path.
    public var files: [String]

    /// The most files of a report.
    public static let fileLimit = 20
    /// The most bytes of a refusal.
    public static let refusalLimit = 4096

    /// Creates a report.
    public init(
        generation: Digest, state: State, refusal: String? = nil, files: [String] = []
    ) {
        self.generation = generation
        self.state = state
        self.refusal = refusal
        self.files = files
    }
}
