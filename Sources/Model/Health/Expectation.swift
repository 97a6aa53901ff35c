/// The expected contents of a reply.
public struct Expectation: Sendable, Hashable, Codable {
    /// A text or a regular expression; nil: no expectation.
    public var pattern: Pattern?
    /// Maximum number of bytes of a reply that are read.
    ///
    /// **Unit:** bytes.
    public var limit: Int

    /// A pattern that the reply must contain.
    public enum Pattern: Sendable, Hashable, Codable {
        /// This text, at any position.
        case text(String)
        /// A match of this regular expression, at any position.
        case regex(String)
    }

    /// The default limit.
    public static let usualLimit = 65_536

    /// Creates an expectation, by default of any reply.
    public init(_ pattern: Pattern? = nil, limit: Int = Expectation.usualLimit) {
        self.pattern = pattern
        self.limit = limit
    }
}
