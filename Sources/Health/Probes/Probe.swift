public import Addresses

/// One check of one place, as a value: what to do, where, from which source, for how long.
///
/// Two equal probes are the same check: the runner makes it once for all who ask.
public struct Probe: Sendable, Hashable {
    /// What is done there.
    public indirect enum Kind: Sendable, Hashable {
        /// A TCP connection that is opened, and reset at once.
        case connect
        /// Bytes over TCP, and what must come back.
        case tcp(TCPProbe)
        /// An HTTP/1.1 request, over TLS when it says so.
        case http(HTTPProbe)
        /// Another protocol.
        case dialogue(DialogueProbe)
        /// A datagram, and what must come back.
        case udp(UDPProbe)
        /// An ICMP or ICMPv6 echo request; the port means nothing.
        case ping
        /// A question to an agent.
        case feedback(FeedbackProbe)
        /// A command whose exit status tells.
        case external(ExternalProbe)
    }

    /// What is done.
    public let kind: Kind
    /// Where it is done.
    public let target: Endpoint
    /// The address it comes from; nil leaves the choice to the kernel.
    public let source: IPAddress?
    /// The limit of the whole check, connection and reply together.
    ///
    /// **Unit and range:** 1 ms...1 h, default 5 s.
    public let timeout: Duration

    /// The check of this kind at this place.
    public init(
        _ kind: Kind, at target: Endpoint, from source: IPAddress? = nil,
        timeout: Duration = .seconds(5)
    ) {
        self.kind = kind
        self.target = target
        self.source = source
        self.timeout = timeout
    }
}
