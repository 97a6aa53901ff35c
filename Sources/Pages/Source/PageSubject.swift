import Model

/// A service, a proxy or one of their servers, with its reasons.
///
/// **Shape:** one of the first four is there.
public struct PageSubject: Sendable {
    /// The service of this name.
    public var service: ServiceExplanation?
    /// The server of a service.
    public var server: ExplainedServer?
    /// The proxy of this name.
    public var proxy: ProxyStatus?
    /// The server of a proxy.
    public var proxyServer: ProxyServerExplanation?
    /// Its events, newest last.
    public var changes: [Event]
    /// The SSL services whose requests it gets.
    public var listeners: [PageListener]
    /// The SSL service of this name.
    public var listener: PageListener?

    /// Creates a subject.
    public init(
        service: ServiceExplanation? = nil, server: ExplainedServer? = nil,
        proxy: ProxyStatus? = nil, proxyServer: ProxyServerExplanation? = nil,
        changes: [Event] = [], listeners: [PageListener] = []
    ) {
        self.listeners = listeners
        self.service = service
        self.server = server
        self.proxy = proxy
        self.proxyServer = proxyServer
        self.changes = changes
    }
}
