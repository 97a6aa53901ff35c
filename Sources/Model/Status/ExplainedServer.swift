import Addresses

/// A server of a layer-4 service: its state, the terms of its weight, and its checks.
public struct ExplainedServer: Sendable, Codable {
    /// Its service.
    public let service: ServiceKey
    /// The server, wanted and found, with the terms of its weight.
    public let server: ServerExplanation
    /// The destination that serves clients in place of all servers now; nil: none does.
    public let fallback: Endpoint?
    /// The quorum of its service; nil: the service has none.
    public let quorum: QuorumState?
    /// Its checks; nil: it is not checked.
    public let check: CheckRecord?
    /// How its load is read; nil: it is not read.
    public let feedback: ServerFeedback?

    /// Creates an explanation.
    public init(
        service: ServiceKey, server: ServerExplanation, fallback: Endpoint? = nil,
        quorum: QuorumState? = nil, check: CheckRecord? = nil, feedback: ServerFeedback? = nil
    ) {
        self.service = service
        self.server = server
        self.fallback = fallback
        self.quorum = quorum
        self.check = check
        self.feedback = feedback
    }
}
