public import Addresses

/// A check of one endpoint as a value: kind, target, source address and timeout.
///
/// Two equal probes are the same check, which the runner makes once for all callers.
public struct Probe: Sendable, Hashable {
    /// The kind of check.
    public indirect enum Kind: Sendable, Hashable {
        /// Opens a TCP connection, and resets it at once.
        case connect
        /// Sends bytes over TCP and compares the reply.
        case tcp(TCPProbe)
        /// Sends an HTTP/1.1 request, optionally over TLS.
        case http(HTTPProbe)
        /// Uses another protocol.
        case dialogue(DialogueProbe)
        /// Sends a datagram and compares the reply.
        case udp(UDPProbe)
        /// Sends an ICMP or ICMPv6 echo request; the port is ignored.
        case ping
        /// Asks an agent for its load.
        case feedback(FeedbackProbe)
        /// Runs a command whose exit status is the result.
        case external(ExternalProbe)
    }

    /// The kind of check.
    public let kind: Kind
    /// The address and port to check.
    public let target: Endpoint
    /// The source address; nil: chosen by the kernel.
    public let source: IPAddress?
    /// Maximum duration of the whole check, connection and reply together.
    ///
    /// **Unit and range:** 1 ms...1 h, default 5 s.
    public let timeout: Duration
    /// Maximum duration until the connection is open; at most ``timeout``.
    public let connectTimeout: Duration

    /// Creates a check of this kind at this endpoint.
    ///
    /// - Parameter connectTimeout: nil: the whole ``timeout``.
    public init(
        _ kind: Kind, at target: Endpoint, from source: IPAddress? = nil,
        timeout: Duration = .seconds(5), connectTimeout: Duration? = nil
    ) {
        self.kind = kind
        self.target = target
        self.source = source
        self.timeout = timeout
        self.connectTimeout = min(connectTimeout ?? timeout, timeout)
    }
}
