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

    private let values: Values

    /// The parts of a probe, once in memory: several tables refer to each probe.
    private final class Values: Sendable {
        let kind: Kind
        let target: Endpoint
        let source: IPAddress?
        let timeout: Duration
        let connectTimeout: Duration
        /// The hash of all parts, because each table needs it.
        let hash: Int

        init(
            _ kind: Kind, _ target: Endpoint, _ source: IPAddress?, _ timeout: Duration,
            _ connectTimeout: Duration
        ) {
            self.kind = kind
            self.target = target
            self.source = source
            self.timeout = timeout
            self.connectTimeout = connectTimeout
            var hasher = Hasher()
            hasher.combine(kind)
            hasher.combine(target)
            hasher.combine(source)
            hasher.combine(timeout)
            hasher.combine(connectTimeout)
            hash = hasher.finalize()
        }
    }

    /// The kind of check.
    public var kind: Kind { values.kind }
    /// The address and port to check.
    public var target: Endpoint { values.target }
    /// The source address; nil: chosen by the kernel.
    public var source: IPAddress? { values.source }
    /// Maximum duration of the whole check, connection and reply together.
    ///
    /// **Unit and range:** 1 ms...1 h, default 5 s.
    public var timeout: Duration { values.timeout }
    /// Maximum duration until the connection is open; at most ``timeout``.
    public var connectTimeout: Duration { values.connectTimeout }

    /// Creates a check of this kind at this endpoint.
    ///
    /// - Parameter connectTimeout: nil: the whole ``timeout``.
    public init(
        _ kind: Kind, at target: Endpoint, from source: IPAddress? = nil,
        timeout: Duration = .seconds(5), connectTimeout: Duration? = nil
    ) {
        values = Values(kind, target, source, timeout, min(connectTimeout ?? timeout, timeout))
    }

    /// Returns the probe with the kind of another one if it is equal, which saves its memory.
    func sharing(_ other: Probe) -> Probe {
        guard kind == other.kind else { return self }
        return Probe(
            other.kind, at: target, from: source, timeout: timeout, connectTimeout: connectTimeout)
    }
}

extension Probe {
    /// Whether all parts are equal.
    public static func == (left: Probe, right: Probe) -> Bool {
        let (first, second) = (left.values, right.values)
        if first === second { return true }
        return first.hash == second.hash && first.target == second.target
            && first.source == second.source && first.timeout == second.timeout
            && first.connectTimeout == second.connectTimeout && first.kind == second.kind
    }

    /// Hashes all parts.
    public func hash(into hasher: inout Hasher) { hasher.combine(values.hash) }
}
