/// One of the terms that decide a server's weight, in their order.
public struct WeightTerm: Sendable, Codable, Hashable {
    /// The kind of term.
    public var term: Term
    /// The weight after this term; that of the last one is the desired weight.
    public var weight: Int
    /// The reason in words.
    public var reason: String

    /// The kinds of terms.
    public enum Term: String, Sendable, Codable, Hashable, CaseIterable {
        /// The weight in the document.
        case document
        /// The state from the operator: online, drain, offline.
        case state
        /// The weight from its check.
        case check
        /// Its share while its service is the canary of an edit.
        case canary
        /// Its load and its wish.
        case feedback
        /// The verdict of its check.
        case verdict
        /// The fallback of its service, which gets all new connections while the quorum is lost.
        case quorum
    }

    /// Creates a term.
    public init(_ term: Term, _ weight: Int, _ reason: String) {
        self.term = term
        self.weight = weight
        self.reason = reason
    }
}
