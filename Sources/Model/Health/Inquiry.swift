import Addresses

/// What a probe does, with nothing left open, and how often: the identity of a probe.
///
/// Two servers with equal inquiries, of whatever services, are asked once for both.
public struct Inquiry: Sendable, Hashable, Codable {
    /// What is asked.
    public var question: Question
    /// Whom to ask.
    ///
    /// The port means nothing to `ping`.
    public var endpoint: Endpoint
    /// Address that the question comes from; nil: the kernel's choice.
    public var source: IPAddress?
    /// Time between two questions.
    public var interval: Duration
    /// Time between two questions while the answer is bad.
    public var downInterval: Duration
    /// How long one question may take, but for a negotiation.
    public var timeout: Duration
    /// How long a negotiation may take.
    public var negotiateTimeout: Duration

    /// An inquiry with these parts.
    public init(
        question: Question, endpoint: Endpoint, source: IPAddress? = nil,
        interval: Duration = .seconds(10), downInterval: Duration? = nil,
        timeout: Duration = .seconds(5), negotiateTimeout: Duration = .seconds(30)
    ) {
        self.question = question
        self.endpoint = endpoint
        self.source = source
        self.interval = interval
        self.downInterval = downInterval ?? interval
        self.timeout = timeout
        self.negotiateTimeout = negotiateTimeout
    }

    /// What is asked of a server; apart, as most of it is the same for many.
    public indirect enum Question: Sendable, Hashable, Codable {
        /// A TCP connection.
        case connect
        /// A conversation.
        case negotiate(Conversation)
        /// So many connections, then one conversation; after a failure the conversation is next.
        case connects(Int, then: Conversation)
        /// ICMP or ICMPv6 echo.
        case ping
        /// A datagram with this text; an expectation, if any, of the answer.
        case udp(send: String, expect: Expectation)
        /// A command with its arguments, whether its exit status may be a weight, and the user that
        /// it runs as.
        case external(command: String, arguments: [String], exitWeights: Bool, user: String)
    }
}

/// What a negotiate check says, and which answer it takes for a good one.
public enum Conversation: Sendable, Hashable, Codable {
    /// HTTP/1.1, over TLS where that is given.
    case http(HTTPRequest, tls: Check.TLS?)
    /// A text over TCP, over TLS where that is given.
    case tcp(send: String, expect: Expectation, tls: Check.TLS?)
    /// Another protocol's.
    case dialogue(Dialogue)
    /// A connection alone.
    case none
}

/// An HTTP request and what is expected of its answer.
public struct HTTPRequest: Sendable, Hashable, Codable {
    /// For example `GET`.
    public var method: String
    /// Path and query.
    public var target: String
    /// The `Host` header; nil: the address that is asked.
    public var host: String?
    /// Further headers.
    public var headers: [Check.Header]
    /// Good statuses.
    public var status: [StatusRange]
    /// What is expected of the body.
    public var expect: Expectation

    /// This request.
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

/// What an answer has to contain.
public struct Expectation: Sendable, Hashable, Codable {
    /// A text or a regular expression; nil: nothing.
    public var pattern: Pattern?
    /// How much of an answer is read.
    ///
    /// **Unit:** bytes.
    public var limit: Int

    /// What is looked for.
    public enum Pattern: Sendable, Hashable, Codable {
        /// This text, anywhere.
        case text(String)
        /// A match of this regular expression, anywhere.
        case regex(String)
    }

    /// The limit that holds where none is given.
    public static let usualLimit = 65_536

    /// Anything, unless a pattern is given.
    public init(_ pattern: Pattern? = nil, limit: Int = Expectation.usualLimit) {
        self.pattern = pattern
        self.limit = limit
    }
}
