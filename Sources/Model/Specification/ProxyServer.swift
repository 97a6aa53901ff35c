import Addresses

/// One of the servers behind a proxy.
public struct ProxyServer: Sendable, Hashable {
    /// Unique in its proxy, routes included.
    public var name: String
    /// Where it is.
    public var address: IPAddress
    /// Its port; nil: the first one that the proxy listens on.
    public var port: UInt16?
    /// Share of new connections.
    ///
    /// **Range:** 0...256, default 1; 0: no new clients. Source: HAProxy's configuration manual,
    /// `weight`.
    public var weight: Int
    /// What the operator wants of it.
    ///
    /// Default `online`.
    public var state: ServerState
    /// Whether it gets clients only while all others are down.
    ///
    /// Default false.
    public var backup: Bool
    /// What is different in its check; nil: nothing.
    @Rare public var check: Check?
    /// What is different in how it is asked how busy it is; nil: nothing.
    @Rare public var feedback: Feedback?
    /// Connections that it gets at once, while more wait; nil: no limit.
    public var maxConnections: Int?
    /// Which version of the PROXY protocol it is told the client's address by; nil: none.
    public var proxyProtocol: ProxyProtocol?
    /// How TLS is spoken with it; nil: it is not.
    @Rare public var tls: Check.TLS?
    /// Whether HTTP/2 is spoken with it.
    ///
    /// Default false.
    public var http2: Bool

    /// A version of the PROXY protocol.
    public enum ProxyProtocol: String, Sendable, Hashable, CaseIterable {
        /// A line of text.
        case v1
        /// Binary.
        case v2
    }

    /// The weights that HAProxy has.
    public static let weights = 0...256

    /// A server with the defaults, but for what is given.
    public init(
        name: String, address: IPAddress, port: UInt16? = nil, weight: Int = 1,
        state: ServerState = .online, backup: Bool = false, check: Check? = nil,
        feedback: Feedback? = nil,
        maxConnections: Int? = nil, proxyProtocol: ProxyProtocol? = nil,
        tls: Check.TLS? = nil, http2: Bool = false
    ) {
        self.name = name
        self.address = address
        self.port = port
        self.weight = weight
        self.state = state
        self.backup = backup
        self.check = check
        self.feedback = feedback
        self.maxConnections = maxConnections
        self.proxyProtocol = proxyProtocol
        self.tls = tls
        self.http2 = http2
    }
}

extension Proxy {
    /// How HAProxy asks a server how busy it is; nil: it does not.
    public func feedback(of server: ProxyServer) -> Feedback? {
        guard feedback != nil || server.feedback != nil else { return nil }
        let given = (server.feedback ?? Feedback()).completed(by: feedback ?? Feedback())
        return given.method == Feedback.Method.none ? nil : given
    }
}
