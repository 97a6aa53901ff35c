import Addresses

/// A server of a proxy.
public struct ProxyServer: Sendable, Hashable {
    /// Unique in its proxy, routes included.
    public var name: String
    /// The address.
    public var address: IPAddress
    /// The port; nil: the first one on which the proxy listens.
    public var port: UInt16?
    /// Share of new connections.
    ///
    /// **Range:** 0...256, default 1; 0: no new clients. Source: HAProxy's configuration manual,
    /// `weight`.
    public var weight: Int
    /// The wanted state.
    ///
    /// Default `online`.
    public var state: ServerState = .online
    /// Whether it gets clients only while all other servers are down.
    ///
    /// Default false.
    public var backup: Bool = false
    /// The differences of its check from the proxy's; nil: none.
    @Rare public var check: Check? = nil
    /// Whether it has differences of its own from the proxy's check.
    public var hasCheck: Bool { _check.isPresent }
    /// The differences of its feedback from the proxy's; nil: none.
    @Rare public var feedback: Feedback? = nil
    /// The most concurrent connections; more are queued; nil: no limit.
    public var maxConnections: Int?
    /// The version of the PROXY protocol header that it gets; nil: none.
    public var proxyProtocol: ProxyProtocol?
    /// TLS settings of connections to it; nil: no TLS.
    @Rare public var tls: Check.TLS? = nil
    /// Whether connections to it use HTTP/2.
    ///
    /// Default false.
    public var http2: Bool = false
    /// Its share while its proxy is the canary of an edit; nil: no canary concerns it.
    @Rare public var canary: CanaryShare? = nil

    /// A version of the PROXY protocol.
    public enum ProxyProtocol: String, Sendable, Hashable, CaseIterable {
        /// A line of text.
        case v1
        /// Binary.
        case v2
    }

    /// The range of HAProxy's weights.
    public static let weights = 0...256

    /// Creates a server.
    public init(
        name: String, address: IPAddress, port: UInt16? = nil, weight: Int = 1
    ) {
        self.name = name
        self.address = address
        self.port = port
        self.weight = weight
    }
}

extension Proxy {
    /// Returns the feedback settings of a server's agent check; nil: none.
    public func feedback(of server: ProxyServer) -> Feedback? {
        guard feedback != nil || server.feedback != nil else { return nil }
        let given = (server.feedback ?? Feedback()).completed(by: feedback ?? Feedback())
        return given.method == Feedback.Method.none ? nil : given
    }
}
