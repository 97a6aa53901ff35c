/// The dialogue of a negotiate check, with the expected reply.
public enum Conversation: Sendable, Hashable, Codable {
    /// HTTP/1.1, over TLS if given.
    case http(HTTPRequest, tls: Check.TLS?)
    /// A text over TCP, over TLS if given.
    case tcp(send: String, expect: Expectation, tls: Check.TLS?)
    /// Another protocol.
    case dialogue(Dialogue)
    /// A connection alone.
    case none
}

/// An HTTP request and the expected reply.
public struct HTTPRequest: Sendable, Hashable, Codable {
    /// The method, for example `GET`.
    public var method: String
    /// Path and query.
    public var target: String
    /// The `Host` header; nil: the checked address.
    public var host: String?
    /// Additional headers.
    public var headers: [Check.Header]
    /// Statuses that pass.
    public var status: [StatusRange]
    /// The expected body.
    public var expect: Expectation

    /// Creates a request.
    public init(
        method: String = "GET", target: String = "/", host: String? = nil,
        headers: [Check.Header] = [], status: [StatusRange] = [StatusRange(200...399)],
        expect: Expectation = Expectation()
    ) {
        self.method = method
        self.target = target
        self.host = host
        self.headers = headers
        self.status = status
        self.expect = expect
    }
}

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
