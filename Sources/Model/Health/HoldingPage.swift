import Addresses

/// The page for clients while no server works.
public struct HoldingPage: Sendable, Hashable {
    /// The source of its HTML.
    public var content: Content
    /// The time after which clients should try again.
    ///
    /// **Unit and range:** seconds, 1...86400, default 60. Source: RFC 9110 section 10.2.3.
    public var retryAfter: Int
    /// Whether fallbacks also serve while the operator has taken every server out of service.
    ///
    /// Default false: new connections are refused, so that the page always means a failure.
    public var whenOffline: Bool

    /// The source of a page's HTML.
    public enum Content: Sendable, Hashable {
        /// The built-in page.
        case builtIn
        /// A text in the document.
        case text(String)
        /// A file; a relative path starts at the document's directory.
        case file(String)
    }

    /// Creates a page, by default the built-in one.
    public init(content: Content = .builtIn, retryAfter: Int = 60, whenOffline: Bool = false) {
        self.content = content
        self.retryAfter = retryAfter
        self.whenOffline = whenOffline
    }
}
