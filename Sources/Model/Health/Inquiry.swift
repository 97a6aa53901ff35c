import Addresses

/// The complete description of a probe and its schedule: the identity of a probe.
///
/// Two servers with equal inquiries, in any services, share one probe.
public struct Inquiry: Sendable, Hashable, Codable {
    /// The question of the probe.
    public var question: Question
    /// The address and port to probe.
    ///
    /// `ping` ignores the port.
    public var endpoint: Endpoint
    /// The source address; nil: chosen by the kernel.
    public var source: IPAddress?
    /// Time between two probes.
    public var interval: Duration
    /// Time between two probes while the server is down.
    public var downInterval: Duration
    /// Maximum duration of a probe other than a negotiation.
    public var timeout: Duration
    /// Maximum duration of a negotiation.
    public var negotiateTimeout: Duration

    /// Creates an inquiry.
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

    /// The question of a probe; indirect, because most of it is equal for many servers.
    public indirect enum Question: Sendable, Hashable, Codable {
        /// A TCP connection.
        case connect
        /// A dialogue.
        case negotiate(Conversation)
        /// This many connections, then one dialogue; after a failed dialogue, the dialogue again.
        case connects(Int, then: Conversation)
        /// ICMP or ICMPv6 echo.
        case ping
        /// A datagram with this text; an optional expectation of the reply.
        case udp(send: String, expect: Expectation)
        /// A command with its arguments, whether its exit status may be a weight, and the user that
        /// runs it.
        case external(command: String, arguments: [String], exitWeights: Bool, user: String)
    }
}

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
