/// The explanation of a server's connections.
public struct ServerExplanation: Sendable, Codable, Hashable {
    /// The desired and the observed server.
    public var status: ServerStatus
    /// The terms of its weight; empty: it is not in the document.
    public var terms: [WeightTerm]

    /// Creates an explanation.
    public init(status: ServerStatus, terms: [WeightTerm]) {
        self.status = status
        self.terms = terms
    }
}
